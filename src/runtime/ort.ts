import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from "onnxruntime-common";
import type { DType } from "../core/dtype.ts";
import { DeviceError, GraphError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import type { Session } from "./backend.ts";
import { toHostArray, Value } from "./value.ts";

/** What both ONNX Runtime packages share. */
interface Ort {
  readonly Tensor: TensorConstructor;
}

/**
 * For a session's `extra.optimization`, without what ONNX Runtime does wrong. MatMulScaleFusion folds a constant factor of a
 * matrix product into an attribute of 32 bits, in float64 graphs too, where a division by 0.07 is then off by 1e-8.
 * ReshapeFusion fails on a reshape to a computed shape before another one, which is how recomputation waits.
 * MatMulAddFusion makes Gemm of a product and its bias, which copies the bias to all rows first: a step of the transformer
 * takes 4 % longer, of the dense network 2 % (2 cores, medians of 30 turns; [4096, 256] by 1024 columns 18.2 ms against 16.6).
 */
const optimization = { disable_specified_optimizers: "MatMulScaleFusion;ReshapeFusion;MatMulAddFusion" };

/**
 * Options of every session. A memory pattern makes one block of all that a run needs at once, beside the pieces that the first run
 * took: without it a step of the convnet needs 72 MiB and not 116, of a residual network 318 and not 562, and takes 3 to 6 %
 * less time (convnet, dense network, VAE; the U-Net 3 % more; 2 cores, medians of 21 turns).
 */
export const sessionOptions = { logSeverityLevel: 4, enableMemPattern: false } as const;

/** For `extra` of a session's options. */
export const extra: { readonly optimization: Readonly<Record<string, string>> } = { optimization };

/** Wraps an ONNX Runtime session; feeds and results are values. */
export class OrtSession implements Session {
  private readonly ort: Ort;
  private readonly session: InferenceSession;
  private readonly device: Device;
  private readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  private disposed = false;

  /** @param inTurn for runtimes that cannot run two graphs at once: starts a task when the one before has ended */
  constructor(
    ort: Ort,
    session: InferenceSession,
    device: Device,
    inTurn: <T>(task: () => Promise<T>) => Promise<T> = (task) => task(),
  ) {
    this.ort = ort;
    this.session = session;
    this.device = device;
    this.inTurn = inTurn;
  }

  async run(feeds: Readonly<Record<string, Value>>): Promise<Record<string, Value>> {
    if (this.disposed) throw new GraphError("session", { expected: "an open session", got: "one that was disposed" });
    const tensors: Record<string, OrtTensor> = {};
    for (const name of this.session.inputNames) {
      const value = feeds[name];
      if (value === undefined)
        throw new GraphError("run", {
          expected: `a value for every input (${this.session.inputNames.join(", ")})`,
          got: `none for "${name}"`,
        });
      tensors[name] = this.toOrt(name, value);
    }
    const results = await this.inTurn(() => this.session.run(tensors));
    const values: Record<string, Value> = {};
    for (const name of this.session.outputNames) values[name] = this.fromOrt(results[name] as OrtTensor);
    return values;
  }

  private toOrt(name: string, value: Value): OrtTensor {
    if (value.place === "host") return new this.ort.Tensor(ortType(value.dtype), value.data as never, value.shape);
    if (value.place !== this.device)
      throw new DeviceError(`input "${name}"`, {
        expected: `a value on ${this.device} or in JavaScript's memory`,
        got: `one on ${value.place}`,
        fix: "bring it over with Value.of(await value.read(), value.shape, value.dtype)",
      });
    return value.remote as OrtTensor;
  }

  private fromOrt(tensor: OrtTensor): Value {
    const dtype = tensor.type as DType;
    if (tensor.location === "cpu" || tensor.location === "cpu-pinned")
      return Value.of(toHostArray(dtype, tensor.data), tensor.dims, dtype);
    return Value.resident(tensor, dtype, this.device);
  }

  endProfiling(): void {
    if (!this.disposed) this.session.endProfiling();
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    await this.session.release();
  }
}

function ortType(dtype: DType): never {
  return dtype as never; // the names are ONNX Runtime's own
}

/** The error ONNX Runtime gave when it refused a graph, as ours. */
export function loadFailure(device: Device, error: unknown): GraphError | DeviceError {
  const text = error instanceof Error ? error.message : String(error);
  if (device === "webgpu" && /adapter/i.test(text))
    return new DeviceError(
      "webgpu",
      { expected: "a graphics adapter", got: "none on this machine", fix: "use the device cpu or wasm" },
      { cause: error },
    );
  return new GraphError(
    "load",
    { expected: `a graph that ONNX Runtime takes on ${device}`, got: text.trim() },
    { cause: error },
  );
}
