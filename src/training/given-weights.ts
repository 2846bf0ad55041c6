import { toTypedArray } from "../core/dtype.ts";
import { ShapeError, unknownName } from "../core/errors.ts";
import { sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { describe } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { isLossVariable } from "./loss-variables.ts";

/** Weights as they may be given: values, or their numbers in row-major order. */
export type GivenWeights = Readonly<Record<string, Value | ArrayLike<number>>>;

/**
 * Weights as values of the shapes they must have.
 * @param options `isCompiled`: whether the weights of losses are known, too; before, they are taken as they are
 * @throws NameError for a weight that is not there; ShapeError for other shapes
 */
export function givenWeights(
  given: GivenWeights,
  known: readonly Variable[],
  { isCompiled }: { readonly isCompiled: boolean },
): Values {
  const entries = Object.entries(given).map(([name, numbers]) => {
    const variable = known.find(({ tensor }) => tensor.name === name);
    if (variable === undefined) {
      if (!isCompiled && isLossVariable(name) && numbers instanceof Value) return [name, numbers] as const;
      throw unknownName(
        "weights",
        name,
        known.map(({ tensor }) => tensor.name),
      );
    }
    const { shape, dtype } = variable.tensor;
    if (!(numbers instanceof Value)) {
      if (numbers?.length !== sizeOf(shape))
        throw new ShapeError(`weight "${name}"`, {
          expected: `a Value of shape ${shapeText(shape)}, or its ${sizeOf(shape)} numbers in one row`,
          got: describe(numbers),
        });
      return [name, Value.of(toTypedArray(dtype, numbers), shape, dtype)] as const;
    }
    if (!sameShape(shape, numbers.shape))
      throw new ShapeError(`weight "${name}"`, { expected: shapeText(shape), got: shapeText(numbers.shape) });
    return [name, numbers] as const;
  });
  return Object.fromEntries(entries);
}
