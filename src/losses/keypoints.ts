import { ArgumentError } from "../core/errors.ts";
import { constant, type Tensor } from "../core/tensor.ts";

/**
 * 1 / (2 k²) for each keypoint, where COCO's constant k is twice the keypoint's sigma: [points].
 * @param sigmas one for all, or one for each
 * @throws ArgumentError for another number of them
 */
export function keypointPrecision(
  where: string,
  sigmas: number | readonly number[],
  points: number,
  like: Tensor,
): Tensor {
  const list = typeof sigmas === "number" ? Array.from({ length: points }, () => sigmas) : sigmas;
  if (list.length !== points)
    throw new ArgumentError(`${where}: sigmas`, {
      expected: `one, or ${points} for the keypoints`,
      got: `${list.length}`,
    });
  return constant(
    list.map((sigma) => 1 / (8 * sigma ** 2)),
    { dtype: like.dtype },
  );
}
