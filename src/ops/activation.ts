import type { Op } from "../core/op.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { abs, add, clip, div, maximum, minimum, mul, neg, sqrt, square, sub } from "./arithmetic.ts";
import { greater, indicator, less, where } from "./compare.ts";
import { erf } from "./erf.ts";
import { exp, expm1, sigmoid, tanh } from "./exponential.ts";
import { split } from "./indexing.ts";
import { stopGradient, sumTo } from "./structure.ts";
import { broadcastBinary, floatUnary } from "./support.ts";

const reluOp: Op = {
  name: "relu",
  infer: ([x]) => floatUnary("relu", x as Tensor, "positive"),
  gradient: ({ grad, outputs: [y] }) => [mul(grad, stopGradient(indicator(greater(y as Tensor, 0), y as Tensor)))],
  onnx: "Relu",
  evaluate: (x) => Math.max(x as number, 0),
};

/** max(x, 0); gradient 0 at 0. */
export function relu(x: Tensor): Tensor {
  return applyOne(reluOp, [x]);
}

/** x · sigmoid(x) (Elfwing et al. 2017, arXiv:1702.03118); also called swish. */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}

/** 1 where the condition holds, else 0, constant for differentiation. */
function constantMask(condition: Tensor, like: Tensor): Tensor {
  return stopGradient(indicator(condition, like));
}

const leakyReluOp: Op = {
  name: "leakyRelu",
  infer: ([x]) => floatUnary("leakyRelu", x as Tensor),
  gradient: ({ grad, inputs: [x], attributes }) => {
    const slope = attributes["slope"] as number;
    const positive = constantMask(greater(x as Tensor, 0), x as Tensor);
    return [mul(grad, add(mul(positive, 1 - slope), slope))];
  },
  // ONNX Runtime's kernel is float32 only.
  lower: ({ inputs: [x], attributes }) => {
    if (x?.dtype !== "float64") return undefined;
    const slope = attributes["slope"] as number;
    const other = mul(x, slope);
    return [slope <= 1 ? maximum(x, other) : minimum(x, other)];
  },
  onnx: (emit, node, operands) =>
    emit.node("LeakyRelu", operands, { alpha: { float: node.attributes["slope"] as number } }),
};

/** x above 0, slope · x below (Maas et al. 2013); gradient `slope` at 0. `slope` defaults to 0.01. */
export function leakyRelu(x: Tensor, { slope = 0.01 }: { readonly slope?: number } = {}): Tensor {
  return applyOne(leakyReluOp, [x], { slope });
}

const preluOp: Op = {
  name: "prelu",
  infer: ([x, slope]) => {
    const type = broadcastBinary("prelu", x as Tensor, slope as Tensor);
    return { ...floatUnary("prelu", x as Tensor), shape: type.shape };
  },
  gradient: ({ grad, inputs }) => {
    const [x, slope] = inputs as [Tensor, Tensor];
    const positive = constantMask(greater(x, 0), x);
    const factor = add(positive, mul(sub(1, positive), slope));
    return [sumTo(mul(grad, factor), x.shape), sumTo(mul(grad, neg(relu(neg(x)))), slope.shape)];
  },
  lower: ({ inputs }) => {
    const [x, slope] = inputs as [Tensor, Tensor];
    return [add(maximum(x, 0), mul(slope, minimum(x, 0)))];
  },
};

/**
 * x above 0, slope · x below, with a slope that is learned (He et al. 2015, arXiv:1502.01852); gradient `slope` at 0.
 * @param slope broadcasts against x: [channels, 1, 1] for one slope per channel of [batch, channels, height, width]
 */
export function prelu(x: Tensor, slope: Tensor): Tensor {
  return applyOne(preluOp, [x, slope]);
}

const eluOp: Op = {
  name: "elu",
  infer: ([x]) => floatUnary("elu", x as Tensor),
  gradient: ({ grad, inputs: [operand], attributes }) => {
    const x = operand as Tensor;
    const positive = constantMask(greater(x, 0), x);
    const below = mul(mul(sub(1, positive), attributes["alpha"] as number), exp(minimum(x, 0)));
    return [mul(grad, add(positive, below))];
  },
  // ONNX Runtime's kernel is float32 only; it computes e^x - 1, which near 0 is off by 6e-8 of the unit.
  lower: ({ inputs: [x], attributes }) =>
    x?.dtype === "float64" ? [add(maximum(x, 0), mul(attributes["alpha"] as number, expm1(minimum(x, 0))))] : undefined,
  onnx: (emit, node, operands) => emit.node("Elu", operands, { alpha: { float: node.attributes["alpha"] as number } }),
};

/** x above 0, alpha (e^x - 1) below (Clevert et al. 2015, arXiv:1511.07289); gradient alpha at 0. `alpha` defaults to 1. */
export function elu(x: Tensor, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  return applyOne(eluOp, [x], { alpha });
}

/** elu scaled so that activations keep mean 0 and variance 1 (Klambauer et al. 2017, arXiv:1706.02515). */
export function selu(x: Tensor): Tensor {
  return mul(elu(x, { alpha: 1.6732632423543772 }), 1.0507009873554805);
}

/** x above 0, alpha (e^(x/alpha) - 1) below: elu with a continuous derivative (Barron 2017, arXiv:1704.07483). */
export function celu(x: Tensor, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  return mul(elu(div(x, alpha)), alpha);
}

const normalCdfOp: Op = {
  name: "normalCdf",
  infer: ([x]) => floatUnary("normalCdf", x as Tensor, "probabilities"),
  gradient: ({ grad, inputs: [x] }) => [
    mul(grad, mul(exp(mul(square(x as Tensor), -0.5)), 1 / Math.sqrt(2 * Math.PI))),
  ],
  lower: ({ inputs: [x] }) => [mul(add(erf(mul(x as Tensor, Math.SQRT1_2)), 1), 0.5)],
};

/**
 * x · Φ(x), Φ the normal distribution function (Hendrycks and Gimpel 2016, arXiv:1606.08415).
 * @param approximate true: the tanh form ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) of the same paper. Default false.
 */
export function gelu(x: Tensor, { approximate = false }: { readonly approximate?: boolean } = {}): Tensor {
  if (!approximate) return mul(x, applyOne(normalCdfOp, [x]));
  // ½ (1 + tanh a) = sigmoid(2a), which keeps its digits where tanh a is near -1.
  const a = mul(x, add(mul(square(x), 0.044715), 1));
  return mul(x, sigmoid(mul(a, 2 * Math.sqrt(2 / Math.PI))));
}

const tanhSoftplusOp: Op = {
  name: "tanhSoftplus",
  infer: ([x]) => floatUnary("tanhSoftplus", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x], outputs: [output] }) => {
    const y = output as Tensor;
    return [mul(grad, mul(mul(sub(1, y), add(1, y)), sigmoid(x as Tensor)))];
  },
  // With e = e^x and n = e (e + 2): tanh(log(1 + e)) = n / (n + 2), which is 1 in float64 from x = 20 on.
  lower: ({ inputs: [x] }) => {
    const e = exp(minimum(x as Tensor, 20));
    const n = mul(e, add(e, 2));
    return [div(n, add(n, 2))];
  },
};

/** x · tanh(softplus(x)) (Misra 2019, arXiv:1908.08681). */
export function mish(x: Tensor): Tensor {
  return mul(x, applyOne(tanhSoftplusOp, [x]));
}

/** x / (1 + |x|) */
export function softsign(x: Tensor): Tensor {
  return div(x, add(abs(x), 1));
}

const hardTanhOp: Op = {
  name: "hardTanh",
  infer: ([x]) => floatUnary("hardTanh", x as Tensor),
  gradient: ({ grad, inputs: [operand], attributes }) => {
    const x = operand as Tensor;
    const { min, max } = attributes as { min: number; max: number };
    return [mul(grad, stopGradient(mul(indicator(greater(x, min), x), indicator(less(x, max), x))))];
  },
  lower: ({ inputs: [x], attributes }) => [clip(x as Tensor, attributes["min"] as number, attributes["max"] as number)],
};

/** x held within [min, max], by default [-1, 1]; gradient 0 at the bounds (that of `clip` is 1). */
export function hardTanh(
  x: Tensor,
  { min = -1, max = 1 }: { readonly min?: number; readonly max?: number } = {},
): Tensor {
  return applyOne(hardTanhOp, [x], { min, max });
}

/** min(max(x, 0), 6); gradient 0 at 0 and at 6. */
export function relu6(x: Tensor): Tensor {
  return hardTanh(x, { min: 0, max: 6 });
}

/** relu6(x + 3) / 6: sigmoid in three straight pieces. */
export function hardSigmoid(x: Tensor): Tensor {
  return div(relu6(add(x, 3)), 6);
}

/** x · hardSigmoid(x) (Howard et al. 2019, arXiv:1905.02244); also called hard silu. */
export function hardSwish(x: Tensor): Tensor {
  return mul(x, hardSigmoid(x));
}

/** x moved towards 0 by lambda (default 0.5), and 0 within lambda of it; gradient 0 at ±lambda. */
export function softShrink(x: Tensor, { lambda = 0.5 }: { readonly lambda?: number } = {}): Tensor {
  return sub(x, clip(x, -lambda, lambda));
}

/** x where |x| > lambda (default 0.5), else 0. */
export function hardShrink(x: Tensor, { lambda = 0.5 }: { readonly lambda?: number } = {}): Tensor {
  return mul(x, constantMask(greater(abs(x), lambda), x));
}

/** x - tanh(x) */
export function tanhShrink(x: Tensor): Tensor {
  return sub(x, tanh(x));
}

/** x above the threshold, else the value. */
export function threshold(
  x: Tensor,
  { threshold: bound, value }: { readonly threshold: number; readonly value: number },
): Tensor {
  return where(greater(x, bound), x, value);
}

/** (x + √(x² + b)) / 2: softplus without exponentials (Barron 2021, arXiv:2112.11687). `b` defaults to 4. */
export function squarePlus(x: Tensor, { b = 4 }: { readonly b?: number } = {}): Tensor {
  return mul(add(x, sqrt(add(square(x), b))), 0.5);
}

/** 0 up to -1, (x + 1)² / 4 up to 1, then x (Blondel et al. 2019, arXiv:1901.02324). */
export function sparsePlus(x: Tensor): Tensor {
  return add(mul(square(hardTanh(add(x, 1), { min: 0, max: 2 })), 0.25), relu(sub(x, 1)));
}

/** 0 up to -1, (x + 1) / 2 up to 1, then 1: the derivative of sparsePlus. */
export function sparseSigmoid(x: Tensor): Tensor {
  return mul(add(hardTanh(x), 1), 0.5);
}

/**
 * Gated linear unit (Dauphin et al. 2016, arXiv:1612.08083): the first half along an axis times the sigmoid of the second.
 * @param x its size along the axis is even
 * @param axis default -1
 */
export function glu(x: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  const [value, gate] = split(x, 2, { axis }) as [Tensor, Tensor];
  return mul(value, sigmoid(gate));
}
