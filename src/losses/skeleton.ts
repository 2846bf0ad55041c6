import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, minimum, mul, neg, sub } from "../ops/arithmetic.ts";
import { maxPool } from "../ops/pooling.ts";
import { spaceOf } from "../ops/window.ts";

// Soft morphology: [batch, channels, ...space] of probabilities, with 2 or 3 axes of space.

const widest = (x: Tensor, window: number | readonly number[]): Tensor =>
  maxPool(x, { window, stride: 1, padding: "same" });

/** The least of each pixel and its neighbours along the axes. */
function erode(x: Tensor): Tensor {
  const axes = spaceOf(x).map((_, axis) => axis);
  return axes
    .map((axis) =>
      neg(
        widest(
          neg(x),
          axes.map((other) => (other === axis ? 3 : 1)),
        ),
      ),
    )
    .reduce(minimum);
}

const open = (x: Tensor): Tensor => widest(erode(x), 3);

/** Soft skeleton (Shit et al. 2021): what openings of ever thinner erosions leave behind. */
export function softSkeleton(x: Tensor, iterations: number): Tensor {
  let [thin, skeleton] = [x, relu(sub(x, open(x)))];
  for (let i = 0; i < iterations; i++) {
    thin = erode(thin);
    const ridge = relu(sub(thin, open(thin)));
    skeleton = add(skeleton, relu(sub(ridge, mul(skeleton, ridge))));
  }
  return skeleton;
}
