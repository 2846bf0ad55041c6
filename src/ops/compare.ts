import type { Op, TensorType } from "../core/op.ts";
import { broadcastShapes } from "../core/shape.ts";
import { applyOne, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { cast, sumTo } from "./structure.ts";
import { broadcastBinary, floatUnary, requireDType, requireSameDType } from "./support.ts";

const advice =
  "stopGradient(cast(comparison, dtype)) if the mask is meant to be constant, or sigmoid(x / width) for a smooth step";

function comparison(where: string, a: Tensor, b: Tensor): TensorType {
  return { ...broadcastBinary(where, a, b), dtype: "bool", domain: "binary" };
}

const equalOp: Op = {
  name: "equal",
  elementwise: true,
  infer: ([a, b]) => comparison("equal", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "Equal",
};

/** a = b, elementwise and broadcast; bool. */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(equalOp, lift("equal", [a, b]));
}

/** a ≠ b, elementwise and broadcast; bool. */
export function notEqual(a: TensorLike, b: TensorLike): Tensor {
  return logicalNot(equal(a, b));
}

const greaterOp: Op = {
  name: "greater",
  elementwise: true,
  infer: ([a, b]) => comparison("greater", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "Greater",
};

/** a > b, elementwise and broadcast; bool. */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(greaterOp, lift("greater", [a, b]));
}

const greaterEqualOp: Op = {
  name: "greaterEqual",
  elementwise: true,
  infer: ([a, b]) => comparison("greaterEqual", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "GreaterOrEqual",
};

/** a ≥ b, elementwise and broadcast; bool. */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(greaterEqualOp, lift("greaterEqual", [a, b]));
}

const lessOp: Op = {
  name: "less",
  elementwise: true,
  infer: ([a, b]) => comparison("less", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "Less",
};

/** a < b, elementwise and broadcast; bool. */
export function less(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(lessOp, lift("less", [a, b]));
}

const lessEqualOp: Op = {
  name: "lessEqual",
  elementwise: true,
  infer: ([a, b]) => comparison("lessEqual", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "LessOrEqual",
};

/** a ≤ b, elementwise and broadcast; bool. */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(lessEqualOp, lift("lessEqual", [a, b]));
}

function logical(where: string, a: Tensor, b: Tensor): TensorType {
  requireDType(where, a, "bool");
  return broadcastBinary(where, a, b, "binary");
}

const logicalAndOp: Op = {
  name: "logicalAnd",
  elementwise: true,
  infer: ([a, b]) => logical("logicalAnd", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "And",
};

/** Both; bool operands, broadcast. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return applyOne(logicalAndOp, [a, b]);
}

const logicalOrOp: Op = {
  name: "logicalOr",
  elementwise: true,
  infer: ([a, b]) => logical("logicalOr", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "Or",
};

/** Either; bool operands, broadcast. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return applyOne(logicalOrOp, [a, b]);
}

const logicalXorOp: Op = {
  name: "logicalXor",
  elementwise: true,
  infer: ([a, b]) => logical("logicalXor", a as Tensor, b as Tensor),
  smoothForm: advice,
  onnx: "Xor",
};

/** Exactly one; bool operands, broadcast. */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  return applyOne(logicalXorOp, [a, b]);
}

const logicalNotOp: Op = {
  name: "logicalNot",
  elementwise: true,
  infer: ([x]) => {
    requireDType("logicalNot", x as Tensor, "bool");
    return { shape: (x as Tensor).shape, dtype: "bool", domain: "binary" };
  },
  smoothForm: advice,
  onnx: "Not",
};

/** Negation of a bool tensor. */
export function logicalNot(x: Tensor): Tensor {
  return applyOne(logicalNotOp, [x]);
}

const isNaNOp: Op = {
  name: "isNaN",
  elementwise: true,
  infer: ([x]) => ({ ...floatUnary("isNaN", x as Tensor, "binary"), dtype: "bool" }),
  smoothForm: advice,
  onnx: "IsNaN",
};

/** Whether each element is NaN; bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the same question, asked of a tensor
export function isNaN(x: Tensor): Tensor {
  return applyOne(isNaNOp, [x]);
}

const isFiniteOp: Op = {
  name: "isFinite",
  elementwise: true,
  infer: ([x]) => ({ ...floatUnary("isFinite", x as Tensor, "binary"), dtype: "bool" }),
  smoothForm: advice,
  // x - x is 0 for every finite x, and NaN (equal to nothing) otherwise.
  onnx: (emit, _node, [x]) => {
    const difference = emit.node("Sub", [x as string, x as string])[0] as string;
    return emit.node("Equal", [difference, difference]);
  },
};

/** Whether each element is neither NaN nor infinite; bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the same question, asked of a tensor
export function isFinite(x: Tensor): Tensor {
  return applyOne(isFiniteOp, [x]);
}

const whereOp: Op = {
  name: "where",
  elementwise: true,
  infer: ([condition, a, b]) => {
    requireDType("where", condition as Tensor, "bool");
    requireSameDType("where", a as Tensor, b as Tensor);
    const [c, x, y] = [condition, a, b] as Tensor[];
    return {
      shape: broadcastShapes("where", [(c as Tensor).shape, (x as Tensor).shape, (y as Tensor).shape]),
      dtype: (x as Tensor).dtype,
      domain: x?.domain === y?.domain ? (x as Tensor).domain : "unknown",
    };
  },
  selectors: [0],
  gradient: ({ grad, inputs }) => {
    const [condition, a, b] = inputs as [Tensor, Tensor, Tensor];
    return [undefined, sumTo(where(condition, grad, 0), a.shape), sumTo(where(condition, 0, grad), b.shape)];
  },
  onnx: "Where",
};

/**
 * a where the condition holds, else b; broadcast. The branch not taken gets zero gradient, but a NaN or infinity in its
 * own derivative still spoils the product, so keep its argument valid too.
 * @param condition bool
 */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = lift("where", [a, b]) as [Tensor, Tensor];
  return applyOne(whereOp, [condition, x, y]);
}

/** 1 where the condition holds, else 0, in the dtype of `like`. */
export function indicator(condition: Tensor, like: Tensor): Tensor {
  return cast(condition, like.dtype);
}
