import { availableParallelism } from "node:os";
import * as ort from "onnxruntime-node";
import { DeviceError } from "../core/errors.ts";
import type { Backend, Session, SessionOptions } from "./backend.ts";
import { extra, loadFailure, OrtSession, sessionOptions } from "./ort.ts";

/** ONNX Runtime in Node: its native build for cpu and webgpu, its WebAssembly build for wasm. */
export const backend: Backend = {
  devices: ["cpu", "wasm", "webgpu"],
  defaultDevice: "cpu",
  keepsOnGpu: false,
  multipliesRows: process.arch === "x64",
  async load(model: Uint8Array, options: SessionOptions): Promise<Session> {
    if (options.device === "wasm") return loadWasm(model, options);
    if (options.device === "webgpu" && !ort.listSupportedBackends().some(({ name }) => name === "webgpu"))
      throw new DeviceError("webgpu", {
        expected: "an ONNX Runtime build with WebGPU",
        got: "none on this platform",
        fix: "use the device cpu",
      });
    try {
      const session = await ort.InferenceSession.create(model, {
        executionProviders: [options.device],
        intraOpNumThreads: options.threads ?? availableParallelism(),
        ...sessionOptions,
        ...(options.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profile }),
        // Threads wait for the next operator by spinning, but not for long: asleep they take longer to wake than a pass over
        // a million floats takes (Huber and its gradient 2.3 ms against 1.3; a step of the convnet 16.8 against 15.2, of the
        // MLP 4.8 against 4.4), while without a limit they hold cores that other work needs. Where something else fills one
        // of two cores, 0.1 ms of spinning costs a tenth (convnet) to a quarter (MLP).
        extra: {
          ...extra,
          session: { intra_op: { allow_spinning: "1", spin_duration_us: "100" } },
        },
      });
      return new OrtSession(ort, session, options.device);
    } catch (error) {
      throw loadFailure(options.device, error);
    }
  },
};

async function loadWasm(model: Uint8Array, options: SessionOptions): Promise<Session> {
  const web = await import("onnxruntime-web");
  web.env.wasm.numThreads = options.threads ?? availableParallelism();
  try {
    const session = await web.InferenceSession.create(model, {
      executionProviders: ["wasm"],
      ...sessionOptions,
      extra,
    });
    return new OrtSession(web, session, "wasm");
  } catch (error) {
    throw loadFailure("wasm", error);
  }
}
