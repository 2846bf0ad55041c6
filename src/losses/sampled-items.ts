import type { Tensor } from "../core/tensor.ts";
import { sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { bindFloats } from "./shapes.ts";

/**
 * Checks the scores of an item that was chosen and of items that were not.
 * @param positive [batch]
 * @param negatives [batch, negatives]
 * @throws ShapeError, DTypeError when they do not fit
 */
export function requireItems(where: string, positive: Tensor, negatives: Tensor): void {
  bindFloats(where, { positive: [positive, "[batch]"], negatives: [negatives, "[batch, negatives]"] });
}

/** How far the chosen item is above each of the others, [batch, negatives]. @throws as requireItems */
export function leads(where: string, positive: Tensor, negatives: Tensor): Tensor {
  requireItems(where, positive, negatives);
  return sub(expandDims(positive, 1), negatives);
}
