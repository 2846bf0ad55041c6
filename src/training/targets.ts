import { isFloat } from "../core/dtype.ts";
import { DataError } from "../core/errors.ts";
import { type Shape, sameShape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { oneHot } from "../ops/gather.ts";
import { cast, reshape, transpose } from "../ops/structure.ts";
import { checkSigns, classesFor, isIndexInput } from "../registry/check-data.ts";

// What a loss takes from a network and from data, and in which form.

/** Inputs that a network predicts. */
export function predictionsOf(info: LossInfo): readonly LossInput[] {
  return info.inputs.filter((each) => each.grad === true && each.variable === undefined);
}

/** Inputs that data brings along. */
export function targetsOf(info: LossInfo): readonly LossInput[] {
  return info.inputs.filter((each) => each.grad !== true && each.variable === undefined);
}

/** Labels that a loss takes from data. */
export interface LabelField {
  readonly field: string;
  /** It may be the output's target, under the target's name. */
  readonly isTarget: boolean;
  /** Of class indices: how many classes the loss knows. */
  readonly classes?: number;
  /** Of others. @throws DataError naming the first wrong one; `size` is how many an example has */
  readonly check?: (numbers: ArrayLike<number>, field: string, size: number) => void;
}

/**
 * The labels of a loss that can be checked before training. Those beside lengths may be anything where they do not count.
 * @param shapes of predictions, with the batch's axis, and of variables
 */
export function labelFields(
  loss: string,
  info: LossInfo,
  options: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, string>>,
  shapes: Readonly<Record<string, Shape>>,
): readonly LabelField[] {
  const data = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
  const isPadded = (axis: string): boolean => info.inputs.some(({ lengthOf }) => lengthOf === axis);
  return targetsOf(info).flatMap(({ name, domain, shape, classesOf }, at): LabelField[] => {
    const place = { field: inputs[name] ?? name, isTarget: at === 0 };
    if ([domain].flat().includes("sign")) return [{ ...place, check: signCheck(loss, info, options) }];
    const isChecked = domain === "classIndex" && !axesOf(shape).some(isPadded);
    const classes = isChecked ? classesFor(classesOf, info, options, data) : undefined;
    return classes === undefined ? [] : [{ ...place, classes }];
  });
}

function signCheck(
  loss: string,
  info: LossInfo,
  options: Readonly<Record<string, unknown>>,
): (numbers: ArrayLike<number>, field: string, size: number) => void {
  return (numbers, field, size) =>
    checkSigns(info, options, Array.from(numbers), (at, expected, fix) => {
      throw new DataError(loss, {
        expected,
        got: `${numbers[at]} at example ${Math.floor(at / size)} of ${field}`,
        fix,
      });
    });
}

/** Where a prediction has its classes: the option `axis`, else the axis called classes or channels, else the last. */
export function classesAxis(info: LossInfo, options: Readonly<Record<string, unknown>>): number {
  const axis = options["axis"] ?? info.params["axis"]?.default;
  if (typeof axis === "number") return axis;
  const axes = axesOf(predictionsOf(info)[0]?.shape ?? "[batch, ..., classes]");
  const at = Math.max(axes.indexOf("classes"), axes.indexOf("channels"));
  const dots = axes.indexOf("...");
  return at < 0 || (dots >= 0 && dots < at) ? -1 : at;
}

/** A network's output as a loss takes it: without its last axis, of size 1, where the loss takes one number per example. */
export function asPrediction(output: Tensor, { shape }: LossInput): Tensor {
  const rank = axesOf(shape).length;
  const isColumn = !shape.includes("...") && output.rank === rank + 1 && output.shape.at(-1) === 1;
  return isColumn ? reshape(output, output.shape.slice(0, -1)) : output;
}

/**
 * Puts targets into the form a loss takes: indices as int64, or one-hot where the prediction has an axis of classes, or numbers
 * in the prediction's dtype (a missing last axis of size 1 is added, as it is to one index for each number).
 * @param classes how many the data says there are
 */
export function encodeTarget(
  target: Tensor,
  yPred: Tensor,
  info: LossInfo,
  wanted: LossInput,
  { classes, options }: { readonly classes: number | undefined; readonly options: Readonly<Record<string, unknown>> },
): Tensor {
  const isAlike = wanted.shape === predictionsOf(info)[0]?.shape;
  if (isIndexInput(wanted))
    return cast(
      isAlike && sameShape([...target.shape, 1], yPred.shape) ? reshape(target, yPred.shape) : target,
      "int64",
    );
  const isIndices = !isFloat(target.dtype) && target.rank === yPred.rank - 1 && classes !== undefined;
  const axis = classesAxis(info, options);
  const depth = yPred.shape.at(axis) as number;
  if (isIndices && depth > 1 && depth >= classes) {
    const rows = oneHot(cast(target, "int64"), depth, { dtype: yPred.dtype as "float32" });
    return axis === -1 ? rows : moveLastAxis(rows, axis);
  }
  const numbers = cast(target, yPred.dtype);
  const withAxis = [...target.shape];
  withAxis.splice(axis < 0 ? yPred.rank + axis : axis, 0, 1);
  const isWhole = !wanted.shape.includes("...") && target.rank === axesOf(wanted.shape).length;
  return target.rank > 0 && !isWhole && sameShape(withAxis, yPred.shape) ? reshape(numbers, withAxis) : numbers;
}

function moveLastAxis(x: Tensor, to: number): Tensor {
  const order = x.shape.map((_, axis) => axis).slice(0, -1);
  order.splice(to < 0 ? x.rank + to : to, 0, x.rank - 1);
  return transpose(x, order);
}
