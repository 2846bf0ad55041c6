import type { Op } from "../core/op.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { mul } from "./arithmetic.ts";
import { greater, indicator } from "./compare.ts";
import { sigmoid } from "./exponential.ts";
import { stopGradient } from "./structure.ts";
import { floatUnary } from "./support.ts";

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
