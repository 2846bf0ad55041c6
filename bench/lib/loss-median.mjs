import { summary } from "./stats.mjs";

/** Ours / PyTorch's, over the losses that it has. */
const goal = 0.8;
const unit = "×";

/** Rows of losses, and below them the median over those that PyTorch has, made anew. */
export function withMedian(rows) {
  const single = rows.filter((row) => row.unit !== unit);
  const judged = single.filter(({ suite, ok }) => suite === "losses" && ok !== undefined);
  if (judged.length < 2) return single;
  const ours = summary(judged.map(({ ratio }) => ratio));
  const name = `the ${judged.length} works above that PyTorch has: time beside its`;
  return [...single, { suite: "losses", name, device: "cpu", unit, ours, goal, ok: ours.median <= goal }];
}
