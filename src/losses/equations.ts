import { ArgumentError } from "../core/errors.ts";
import { constant, type Tensor } from "../core/tensor.ts";

/** Weights as a tensor beside `like`. @throws ArgumentError unless there is one for each entry of its last axis */
export function perEquation(where: string, weights: readonly number[], like: Tensor): Tensor {
  const count = like.shape.at(-1);
  if (weights.length !== count)
    throw new ArgumentError(`${where}: weights`, {
      expected: `one for each of ${count} entries of the last axis`,
      got: `${weights.length}`,
    });
  return constant([...weights], { dtype: like.dtype });
}
