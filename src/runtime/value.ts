import type { Tensor as OrtTensor } from "onnxruntime-common";
import { type DType, type DTypeArrays, holds, type TypedArray, toNumbers, toTypedArray } from "../core/dtype.ts";
import { DeviceError, DTypeError, ShapeError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { describe } from "../core/tensor.ts";

/** Concrete numbers of a tensor: in JavaScript's memory, or on a GPU until `read` brings them. */
export class Value {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Where the numbers are: `host` is JavaScript's memory, which every device takes. */
  readonly place: "host" | Device;
  private readonly host: TypedArray | undefined;
  /** The runtime's own tensor where the value is not on the host. */
  readonly remote: OrtTensor | undefined;

  private constructor(shape: Shape, dtype: DType, place: "host" | Device, host?: TypedArray, remote?: OrtTensor) {
    this.shape = shape;
    this.dtype = dtype;
    this.place = place;
    this.host = host;
    this.remote = remote;
  }

  /**
   * Numbers from JavaScript.
   * @throws ShapeError when the count does not fit the shape, DTypeError when the array cannot hold the dtype
   */
  static of(data: TypedArray | readonly number[], shape: Shape, dtype: DType = "float32"): Value {
    if (!(Array.isArray(data) || holds(dtype, data)))
      throw new DTypeError("value", { expected: `an array that holds ${dtype}`, got: describe(data) });
    if (data.length !== sizeOf(shape))
      throw new ShapeError("value", {
        expected: `${sizeOf(shape)} numbers for shape ${shapeText(shape)}`,
        got: `${data.length}`,
      });
    return new Value(shape, dtype, "host", toTypedArray(dtype, data as ArrayLike<number>));
  }

  /** A value that a session left on its device. */
  static resident(remote: OrtTensor, dtype: DType, device: Device): Value {
    return new Value(remote.dims, dtype, device, undefined, remote);
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** The numbers, if they are in JavaScript's memory. @throws DeviceError otherwise: use `await value.read()` */
  get data(): TypedArray {
    if (this.host === undefined)
      throw new DeviceError("value", {
        expected: "a value in JavaScript's memory",
        got: `one on ${this.place}`,
        fix: "use await value.read()",
      });
    return this.host;
  }

  /** The numbers, brought from the device if they are there. */
  async read(): Promise<TypedArray> {
    return this.host ?? (toHostArray(this.dtype, await (this.remote as OrtTensor).getData(false)) as TypedArray);
  }

  /** The elements as plain numbers, brought from the device if they are there (int64 beyond 2^53 loses digits). */
  async numbers(): Promise<number[] | Float32Array | Float64Array> {
    return toNumbers(this.dtype, await this.read());
  }

  /** The single number of a one-element value. */
  async number(): Promise<number> {
    const data = await this.read();
    if (data.length !== 1)
      throw new ShapeError("value", { expected: "one element", got: shapeText(this.shape), fix: "use read()" });
    return Number(data[0]);
  }

  /** The same numbers under another shape of as many elements (host values only). */
  withShape(shape: Shape): Value {
    if (this.host !== undefined) return Value.of(this.host, shape, this.dtype);
    if (shape.join() === this.shape.join()) return this;
    throw new DeviceError("value", {
      expected: "a value in JavaScript's memory to reshape",
      got: `one on ${this.place}`,
    });
  }

  /** Frees device memory; does nothing on the host. */
  dispose(): void {
    this.remote?.dispose();
  }
}

/** ONNX Runtime may hand out its own float16 array type: the same bits as our Uint16Array. */
export function toHostArray<D extends DType>(dtype: D, data: unknown): DTypeArrays[D] {
  if (dtype !== "float16" || data instanceof Uint16Array) return data as DTypeArrays[D];
  const half = data as Uint16Array;
  return new Uint16Array(half.buffer, half.byteOffset, half.length) as DTypeArrays[D];
}
