import type { Tensor } from "../core/tensor.ts";
import { abs, add, div, mul, sub } from "../ops/arithmetic.ts";
import { squeeze } from "../ops/axes.ts";
import { log } from "../ops/exponential.ts";
import { slice, stack } from "../ops/indexing.ts";

/**
 * Solves L z = x by forward substitution; what L has above its diagonal is not read.
 * @param x [batch, dim]
 * @param lower L, [batch, dim, dim]
 * @returns z, [batch, dim], and log |det L|, [batch]
 */
export function solveLower(x: Tensor, lower: Tensor): { readonly whitened: Tensor; readonly logDeterminant: Tensor } {
  const dim = x.shape[1] as number;
  const solved: Tensor[] = [];
  let logDeterminant: Tensor | undefined;
  let rest = x; // of the rows not solved yet
  for (let i = 0; i < dim; i++) {
    const column = squeeze(slice(lower, { start: [i, i], end: [dim, i + 1], axes: [1, 2] }), 2);
    const pivot = slice(column, { start: [0], end: [1], axes: [1] });
    const z = div(slice(rest, { start: [0], end: [1], axes: [1] }), pivot);
    solved.push(squeeze(z, 1));
    const below = { start: [1], end: [dim - i], axes: [1] };
    rest = sub(slice(rest, below), mul(z, slice(column, below)));
    const size = log(abs(squeeze(pivot, 1)));
    logDeterminant = logDeterminant === undefined ? size : add(logDeterminant, size);
  }
  return { whitened: stack(solved, { axis: 1 }), logDeterminant: logDeterminant as Tensor };
}
