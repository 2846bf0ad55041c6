import type { DType } from "../core/dtype.ts";
import { ArgumentError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { applyOne, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { onnxDType } from "./structure.ts";
import { broadcastBinary, requireDType } from "./support.ts";

const integers: readonly DType[] = ["uint32", "uint64", "int32", "int64", "uint8"];

function bitwise(where: string, a: Tensor, b: Tensor): ReturnType<typeof broadcastBinary> {
  requireDType(where, a, ...integers);
  return broadcastBinary(where, a, b);
}

const bitwiseXorOp: Op = {
  name: "bitwiseXor",
  infer: ([a, b]) => bitwise("bitwiseXor", a as Tensor, b as Tensor),
  onnx: "BitwiseXor",
};

/** Exclusive or of the bits of integers, broadcast. */
export function bitwiseXor(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(bitwiseXorOp, lift("bitwiseXor", [a, b]));
}

const bitwiseAndOp: Op = {
  name: "bitwiseAnd",
  infer: ([a, b]) => bitwise("bitwiseAnd", a as Tensor, b as Tensor),
  onnx: "BitwiseAnd",
};

/** And of the bits of integers, broadcast. */
export function bitwiseAnd(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(bitwiseAndOp, lift("bitwiseAnd", [a, b]));
}

const bitwiseOrOp: Op = {
  name: "bitwiseOr",
  infer: ([a, b]) => bitwise("bitwiseOr", a as Tensor, b as Tensor),
  onnx: "BitwiseOr",
};

/** Or of the bits of integers, broadcast. */
export function bitwiseOr(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(bitwiseOrOp, lift("bitwiseOr", [a, b]));
}

const shiftOp: Op = {
  name: "bitShift",
  infer: ([x, count]) => {
    requireDType("bitShift", x as Tensor, "uint32", "uint64", "uint8");
    return broadcastBinary("bitShift", x as Tensor, count as Tensor);
  },
  onnx: (emit, node, operands) =>
    emit.node("BitShift", operands, { direction: node.attributes["direction"] as string }),
};

/** x · 2^count modulo the range of the unsigned dtype, broadcast. */
export function shiftLeft(x: Tensor, count: TensorLike): Tensor {
  return applyOne(shiftOp, lift("shiftLeft", [x, count]), { direction: "LEFT" });
}

/** ⌊x / 2^count⌋ of unsigned integers, broadcast. */
export function shiftRight(x: Tensor, count: TensorLike): Tensor {
  return applyOne(shiftOp, lift("shiftRight", [x, count]), { direction: "RIGHT" });
}

const iotaOp: Op = {
  name: "iota",
  infer: (_, { length, dtype }) => ({ shape: [length as number], dtype: dtype as DType }),
  // Range takes no unsigned integers. ONNX Runtime computes it once, when the graph is loaded.
  onnx: (emit, node) => {
    const { length, dtype } = node.attributes as { length: number; dtype: DType };
    const bound = (value: number): string => emit.constant([value], "int64", []);
    const range = emit.node("Range", [bound(0), bound(length), bound(1)]);
    return dtype === "int64" ? range : emit.node("Cast", range, { to: onnxDType[dtype] });
  },
};

/**
 * 0, 1, ..., length - 1.
 * @param length whole and not negative
 * @param dtype default int64
 */
export function iota(length: number, dtype: DType = "int64"): Tensor {
  if (!Number.isInteger(length) || length < 0)
    throw new ArgumentError("iota", { expected: "a whole, non-negative length", got: `${length}` });
  return applyOne(iotaOp, [], { length, dtype });
}
