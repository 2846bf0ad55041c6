import { scan } from "../autodiff/scan.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { indicator, where } from "../ops/compare.ts";
import { gather } from "../ops/gather.ts";
import { slice } from "../ops/indexing.ts";
import { logSumExp } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";
import { ofLabel } from "./labels.ts";

/**
 * Logarithm of the sum of e^score over all label sequences (the forward algorithm).
 * @param scores of each label at each step, [batch, time, classes]
 * @param transitions from each label (row) to each, [classes, classes]
 * @param counts steps that count, bool [batch, time]; the first always does
 * @returns [batch]
 */
export function chainTotal(scores: Tensor, transitions: Tensor, counts: Tensor): Tensor {
  const rest = (x: Tensor): Tensor => slice(x, { axes: 1, start: 1 });
  const { carry } = scan(
    ({ alpha }, { score, count }) => {
      const arrived = logSumExp(add(expandDims(alpha, 2), transitions), { axes: 1 });
      return { carry: { alpha: where(expandDims(count, 1), add(arrived, score), alpha) }, outputs: {} };
    },
    {
      carry: { alpha: squeeze(slice(scores, { axes: 1, end: 1 }), 1) },
      sequence: { score: rest(scores), count: rest(counts) },
      axis: 1,
    },
  );
  return logSumExp(carry.alpha, { axes: 1 });
}

/** Score of one label sequence. @param labels [batch, time] int64 @returns [batch] */
export function chainScore(scores: Tensor, transitions: Tensor, labels: Tensor, counts: Tensor): Tensor {
  const classes = scores.shape[2] as number;
  const each = ofLabel(scores, labels);
  const [from, to] = [slice(labels, { axes: 1, end: -1 }), slice(labels, { axes: 1, start: 1 })];
  const steps = gather(reshape(transitions, [classes * classes]), add(mul(from, classes), to));
  const after = slice(counts, { axes: 1, start: 1 });
  return add(
    sum(mul(each, indicator(counts, scores)), { axes: 1 }),
    sum(mul(steps, indicator(after, scores)), { axes: 1 }),
  );
}
