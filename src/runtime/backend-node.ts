import { availableParallelism } from "node:os";
import * as ort from "onnxruntime-node";
import { DeviceError } from "../core/errors.ts";
import type { Backend, Session, SessionOptions } from "./backend.ts";
import { exactScales, loadFailure, OrtSession } from "./ort.ts";

/** ONNX Runtime in Node: its native build for cpu and webgpu, its WebAssembly build for wasm. */
export const backend: Backend = {
  devices: ["cpu", "wasm", "webgpu"],
  defaultDevice: "cpu",
  keepsOnGpu: false,
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
        logSeverityLevel: 4,
        // Threads that wait by spinning save a few percent on an idle machine, but where anything else runs they hold the
        // cores it needs: training then took half as long again (convnet 64 ms a step against 40, MLP 10.8 against 8.4).
        extra: {
          session: {
            intra_op: process.env["SPIN"]
              ? { allow_spinning: "1", spin_duration_us: process.env["SPIN"] }
              : { allow_spinning: "0" },
          },
          optimization: exactScales,
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
      logSeverityLevel: 4,
      extra: { optimization: exactScales },
    });
    return new OrtSession(web, session, "wasm");
  } catch (error) {
    throw loadFailure("wasm", error);
  }
}
