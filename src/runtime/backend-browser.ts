import type { InferenceSession } from "onnxruntime-common";
import { DeviceError } from "../core/errors.ts";
import type { Backend, Session, SessionOptions } from "./backend.ts";
import { extra, loadFailure, OrtSession, sessionOptions } from "./ort.ts";

/** ONNX Runtime in the browser: WebAssembly with threads where the page is cross-origin isolated, and WebGPU. */
export const backend: Backend = {
  devices: ["wasm", "webgpu"],
  defaultDevice: "wasm",
  keepsOnGpu: true,
  async load(model: Uint8Array, options: SessionOptions): Promise<Session> {
    const { device, resident = [], threads } = options;
    if (device === "webgpu" && !("gpu" in navigator))
      throw new DeviceError("webgpu", {
        expected: "a browser with WebGPU",
        got: "none (navigator.gpu is missing)",
        fix: "use the device wasm",
      });
    // The build without WebGPU computes about a third faster (matmul 1024³: 56 ms against 78 on 2 threads) and is half the size.
    const ort = device === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    else if (globalThis.crossOriginIsolated) ort.env.wasm.numThreads = navigator.hardwareConcurrency;
    try {
      const create = (): Promise<InferenceSession> =>
        ort.InferenceSession.create(model, {
          executionProviders: [device],
          ...sessionOptions,
          extra,
          ...(device === "webgpu" && resident.length > 0
            ? { preferredOutputLocation: Object.fromEntries(resident.map((name) => [name, "gpu-buffer" as const])) }
            : {}),
        });
      // The WebGPU build refuses two sessions that are made at once, and two runs at once never return.
      const session = device === "webgpu" ? await queue(create) : await create();
      return new OrtSession(ort, session, device, device === "webgpu" ? queue : undefined);
    } catch (error) {
      throw loadFailure(device, error);
    }
  },
};

let last: Promise<unknown> = Promise.resolve();

/** Starts each task when the one before has ended. */
function queue<T>(task: () => Promise<T>): Promise<T> {
  const result = last.then(task, task);
  last = result;
  return result;
}
