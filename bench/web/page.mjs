/** What a page answers to: the commands of a worker, in `globalThis.bench`. Both sides of the web suite are served through this. */

/** MNIST as bench/lib/mnist.mjs reads it, from the server of the page. */
async function readMnist({ batches, batchSize }) {
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const count = batches * batchSize;
  const pixels = (await bytes("/mnist/images")).subarray(16, 16 + count * 784);
  const classes = (await bytes("/mnist/labels")).subarray(8, 8 + count);
  return { x: Float32Array.from(pixels, (byte) => byte / 255), y: Int32Array.from(classes) };
}

/**
 * @param start (network, { x, y }, backend) => { pass: one pass over the batches, gives the losses; note; version }
 */
export function answer(start) {
  let network;
  let pass;
  globalThis.bench = {
    async prepare({ network: given, backend }) {
      if (!globalThis.crossOriginIsolated) throw new Error("the page is not cross-origin isolated: no wasm threads");
      network = given;
      const software = backend.startsWith("webg") && (await isSoftware(backend));
      const started = await start(network, await readMnist(network), backend);
      pass = started.pass;
      return { note: started.note, version: started.version, software };
    },
    async losses({ steps }) {
      return { losses: Array.from(await pass(steps)) };
    },
    async time({ steps, repeats, warm }) {
      const count = Math.min(steps, network.batches);
      if (warm) await pass(count);
      const milliseconds = [];
      for (let i = 0; i < repeats; i++) {
        const begin = performance.now();
        const { length } = await pass(count);
        milliseconds.push((performance.now() - begin) / length);
      }
      return { milliseconds };
    },
  };
}

/** Whether graphics are computed by the CPU here. Throws where there are none. */
async function isSoftware(backend) {
  const isEmulated = (text) => /swiftshader|llvmpipe|lavapipe|software/i.test(text);
  if (backend === "webgpu") {
    const adapter = await globalThis.navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error("Chromium has no WebGPU adapter here");
    const { vendor, architecture, description } = adapter.info;
    return isEmulated(`${vendor} ${architecture} ${description}`);
  }
  const context = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (context === null) throw new Error("Chromium has no WebGL here");
  const names = context.getExtension("WEBGL_debug_renderer_info");
  return isEmulated(String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER)));
}
