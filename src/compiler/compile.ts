import type { Target } from "../core/op.ts";
import type { Tensor } from "../core/tensor.ts";
import { forwardRewritings } from "../rewrite/forward.ts";
import { blockRows } from "./block.ts";
import { inBodies, pruneScans } from "./bodies.ts";
import { dropEmpty } from "./empty.ts";
import { fold } from "./fold.ts";
import { lower } from "./lower.ts";
import { share } from "./share.ts";
import { factorsAfterSums } from "./sum-factors.ts";
import { totalProducts } from "./total-products.ts";

export interface Pass {
  readonly name: string;
  readonly run: (outputs: readonly Tensor[], target: Target) => Tensor[];
}

/**
 * What happens to a graph between tracing and encoding, in order. Each pass keeps the values of the outputs (up to
 * rounding); nodes nothing needs any more are gone after any of them, since a graph is what its outputs reach.
 */
export const passes: readonly Pass[] = [
  ...Object.entries(forwardRewritings).map(([name, run]) => ({
    name,
    run: (outputs: readonly Tensor[]) => run(outputs),
  })),
  { name: "drop what is empty", run: dropEmpty },
  { name: "fold constants", run: fold },
  { name: "share equal subgraphs", run: share },
  { name: "multiply after summing", run: factorsAfterSums },
  { name: "work through large tensors in blocks of rows", run: blockRows },
  { name: "sum products at once", run: totalProducts },
  { name: "choose lowerings", run: lower },
  { name: "fold what lowering left", run: fold },
  { name: "share what lowering repeated", run: share },
  { name: "drop what recurrences do not need", run: pruneScans },
  {
    name: "optimise the bodies of loops",
    run: (outputs, target) => inBodies(outputs, (body) => optimise(body, target)),
  },
];

/** Runs every pass. @returns as many outputs, of the same shapes and dtypes */
export function optimise(outputs: readonly Tensor[], target: Target): Tensor[] {
  return passes.reduce<Tensor[]>((current, pass) => pass.run(current, target), [...outputs]);
}
