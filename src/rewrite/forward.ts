import type { Tensor } from "../core/tensor.ts";
import { commute } from "./commute.ts";
import { fuseConvPool } from "./fuse-conv-pool.ts";
import { stabilise } from "./stabilise.ts";

/** A rewriting of a graph that keeps its values. `keep`: tensors that stay what they are. */
export type Rewriting = (outputs: readonly Tensor[], keep?: readonly Tensor[]) => Tensor[];

/** What is done to a graph before it is differentiated: gradients of a better form are better themselves. In order. */
export const forwardRewritings: Readonly<Record<string, Rewriting>> = {
  "stabilise unstable forms": stabilise,
  "swap steps that commute": commute,
  "fuse convolutions with their pooling": fuseConvPool,
};

/** Runs every rewriting in order. */
export function forwardForm(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  return Object.values(forwardRewritings).reduce<Tensor[]>(
    (current, rewriting) => rewriting(current, keep),
    [...outputs],
  );
}
