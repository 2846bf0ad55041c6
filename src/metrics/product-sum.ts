import type { Op } from "../core/op.ts";
import { apply, type Tensor } from "../core/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { cast, fullLike, reducedShape, sum } from "../ops/structure.ts";

/**
 * Σ a·b·c over axes, added up in float64 and given as two numbers of the operands' dtype whose sum it is. On WebGPU, which
 * has no float64, the second is 0.
 */
const productSumOp: Op = {
  name: "productSum",
  infer: ([a], { axes }) => {
    const { shape, dtype } = a as Tensor;
    const type = { shape: reducedShape(shape, axes as number[], false), dtype };
    return [type, type];
  },
  selectors: [0, 1, 2],
  lower: ({ inputs, attributes }, { device }) => {
    const [a, b, c] = inputs as [Tensor, Tensor, Tensor];
    const axes = attributes["axes"] as number[];
    const total = (x: Tensor, y: Tensor, z: Tensor): Tensor => sum(mul(mul(x, y), z), { axes });
    if (device === "webgpu" || a.dtype === "float64") {
      const plain = total(a, b, c);
      return [plain, fullLike(plain, 0)];
    }
    const wide = total(cast(a, "float64"), cast(b, "float64"), cast(c, "float64"));
    const high = cast(wide, a.dtype);
    return [high, cast(sub(wide, cast(high, "float64")), a.dtype)];
  },
};

/** Σ a·b·c over axes as two numbers, large and small, whose sum it is. Operands of one shape and dtype; no gradient. */
export function productSum(operands: readonly [Tensor, Tensor, Tensor], axes: readonly number[]): [Tensor, Tensor] {
  return apply(productSumOp, operands, { axes }) as [Tensor, Tensor];
}
