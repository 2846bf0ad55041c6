import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DType, dtypes, toTypedArray } from "../../core/dtype.ts";
import { ArgumentError, DataError } from "../../core/errors.ts";
import { sizeOf } from "../../core/shape.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

const vector = (...values: number[]): StoredTensor => ({
  dtype: "float32",
  shape: [values.length],
  data: Float32Array.from(values),
});

/** A file with this header and these bytes of data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

describe("safetensors", () => {
  it("has the bytes the format prescribes", () => {
    const header = '{"__metadata__":{"step":"7"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const bytes = encodeSafetensors(
      { w: { dtype: "float32", shape: [1, 2], data: Float32Array.of(1, -2) } },
      { step: "7" },
    );
    const length = Math.ceil(header.length / 8) * 8;
    expect(Array.from(bytes.subarray(0, 8))).toEqual([length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toBe(header.padEnd(length));
    expect(Array.from(bytes.subarray(8 + length))).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it("brings back any tensors, bit by bit", () => {
    const tensor = fc.record({
      dtype: fc.constantFrom(...dtypes),
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => name !== "__metadata__"),
          tensor,
        ),
        fc.infiniteStream(fc.nat(1)),
        (specs, bits) => {
          const make = ({ dtype, shape }: { dtype: DType; shape: number[] }): StoredTensor => {
            const numbers = Array.from({ length: sizeOf(shape) }, () => bits.next().value as number);
            return { dtype, shape, data: toTypedArray(dtype, numbers) };
          };
          const tensors = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, make(spec)] as const));
          const bytes = encodeSafetensors(tensors);
          expect(decodeSafetensors(bytes)).toEqual({ tensors, metadata: {} });
          expect(encodeSafetensors(Object.fromEntries(Object.entries(tensors).reverse()))).toEqual(bytes);
        },
      ),
    );
  });

  it("keeps NaN, infinities and -0, and reads from an unaligned place", () => {
    const tensors = { b: vector(Number.NaN, Number.POSITIVE_INFINITY, -0) };
    const bytes = encodeSafetensors(tensors);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3)).tensors).toEqual(tensors);
  });

  it("widens types without a dtype of their own", () => {
    const header = {
      a: { dtype: "BF16", shape: [2], data_offsets: [0, 4] },
      b: { dtype: "I8", shape: [1], data_offsets: [4, 5] },
    };
    const { tensors } = decodeSafetensors(file(header, [0x80, 0x3f, 0x20, 0xc1, 0xff]));
    expect(tensors).toEqual({ a: vector(1, -10), b: { dtype: "int32", shape: [1], data: Int32Array.of(-1) } });
  });

  it("refuses to write what does not fit together", () => {
    expect(() => encodeSafetensors({ w: { ...vector(1), shape: [2] } })).toThrow(ArgumentError);
    expect(() => encodeSafetensors({ w: { ...vector(1), dtype: "float64" } })).toThrow(
      'safetensors: "w": expected 1 elements of float64 for [1], got Float32Array of 1',
    );
    expect(() => encodeSafetensors({ __metadata__: vector(1) })).toThrow(ArgumentError);
  });

  const good = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const zeros = [0, 0, 0, 0];
  it.each([
    ["too short", Uint8Array.of(1, 2), "w.safetensors: expected a safetensors file, got 2 bytes"],
    ["another format", Uint8Array.from({ length: 64 }, () => 200), "that announce a header of"],
    ["a header cut off", file({ w: good }, zeros).subarray(0, 30), "got 30 bytes that announce a header of"],
    ["no JSON", file("{oops"), "got a header that is no JSON"],
    ["no object", file("[1]"), "got a header that is no JSON object"],
    [
      "no offsets",
      file({ w: { dtype: "F32", shape: [1] } }),
      'w.safetensors: tensor "w": expected dtype, shape and data_offsets',
    ],
    ["negative axes", file({ w: { ...good, shape: [-1] } }), 'tensor "w": expected dtype, shape'],
    ["an unknown type", file({ w: { ...good, dtype: "F8_E4M3" } }, zeros), 'got "F8_E4M3"'],
    ["a type of every object", file({ w: { ...good, dtype: "toString" } }, zeros), 'got "toString"'],
    [
      "a shape of another size",
      file({ w: { ...good, shape: [3] } }, zeros),
      'tensor "w": expected 12 bytes for [3] of F32, got 4 bytes',
    ],
    ["data cut off", file({ w: good }, [0, 0]), 'bytes (tensor "w"), got'],
    [
      "a gap",
      file({ w: { ...good, data_offsets: [4, 8] } }, [...zeros, ...zeros]),
      "to start at byte 0 of the data, got 4",
    ],
    ["bytes left over", file({ w: good }, [...zeros, 1]), "expected 4 bytes of data, got 5"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, "w.safetensors")).toThrow(DataError);
    expect(() => decodeSafetensors(bytes, "w.safetensors")).toThrow(message);
  });
});
