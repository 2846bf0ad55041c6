/** Proof that ONNX Runtime itself works in each browser project: isolation, threads, and the provider that was asked for. */
import { beforeAll, expect, inject, test, vi } from "vitest";

const device = inject("device");

/** y = x * 2, any length. */
const double =
  "CAgSADpNChAKAXgKA3R3bxIBeSIDTXVsEgZkb3VibGUqDRABQgN0d29KBAAAAEBaEAoBeBILCgkIARIFCgMSAW5iEAoBeRILCgkIARIFCgMSAW5CBAoAEBA=";

type Ort = typeof import("onnxruntime-web");
let ort: Ort;
const startedWorkers = vi.fn();

beforeAll(async () => {
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      startedWorkers();
    }
  };
  ort = device === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = 2;
});

function open(options: import("onnxruntime-web").InferenceSession.SessionOptions = {}) {
  const bytes = Uint8Array.from(atob(double), (letter) => letter.charCodeAt(0));
  return ort.InferenceSession.create(bytes, { executionProviders: [device], ...options });
}

test("the page may share memory", () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
});

test("a model runs, with wasm threads started", async () => {
  const session = await open();
  const { y } = await session.run({ x: new ort.Tensor("float32", [1, 2.5, -3], [3]) });
  expect(await y?.getData()).toEqual(Float32Array.of(2, 5, -6));
  expect(startedWorkers).toHaveBeenCalled();
  await session.release();
});

if (device === "webgpu") {
  test("results stay on the GPU and can be fed back", async () => {
    expect(await navigator.gpu.requestAdapter()).not.toBeNull();
    const session = await open({ preferredOutputLocation: { y: "gpu-buffer" } });
    let x = new ort.Tensor("float32", [1, 2.5, -3], [3]);
    for (let step = 0; step < 3; step++) {
      const { y } = await session.run({ x });
      x.dispose();
      x = y as typeof x;
      expect(x.location).toBe("gpu-buffer");
    }
    expect(x.gpuBuffer).toBeInstanceOf(GPUBuffer);
    expect(await x.getData(true)).toEqual(Float32Array.of(8, 20, -24));
    await session.release();
  });
}
