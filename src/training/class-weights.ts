import { toTypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError, unknownName } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import { constant, describe, input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { readColumn } from "../data/check-labels.ts";
import type { Dataset } from "../data/dataset.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { greater, indicator } from "../ops/compare.ts";
import { gather } from "../ops/gather.ts";
import { cast, reshape, sum } from "../ops/structure.ts";
import type { FloatDType } from "./network.ts";
import { classesAxis, targetsOf } from "./targets.ts";
import type { ResolvedLoss } from "./terms.ts";

/**
 * A weight for each class: a list, an object by class (its index, or its name where the data has names; 1 for those not
 * named), or "balanced": examples / (classes · examples of the class), counted in the training data when `fit` begins.
 */
export type ClassWeights = "balanced" | readonly number[] | Readonly<Record<string, number>>;

/** Class weights of one output. */
export interface ClassWeightPlan {
  readonly given: ClassWeights;
  readonly classes: number;
  /** Where the classes lie in predictions (with the batch axis); none where each prediction is one number. */
  readonly axis: number | undefined;
  /** Axes of a prediction, with the batch's: targets that have as many are distributions over the classes. */
  readonly rank: number;
  /** Targets are -1 and 1. */
  readonly isSign: boolean;
  /** Counted weights are kept with the model's, so that evaluation after loading is the same. */
  readonly variable: Variable | undefined;
}

export interface ClassWeightPlace {
  readonly output: string;
  readonly isOnly: boolean;
  readonly loss: ResolvedLoss | undefined;
  /** Shape of one example of the prediction. */
  readonly shape: readonly number[];
  readonly dtype: FloatDType;
}

/** @throws ArgumentError for weights that are none, and for a loss whose targets are several labels at once */
export function planClassWeights(given: ClassWeights, place: ClassWeightPlace): ClassWeightPlan {
  const { output, isOnly, loss, shape, dtype } = place;
  const where = isOnly ? "classWeights" : `classWeights of output "${output}"`;
  const info = loss?.info;
  const target = info === undefined ? undefined : targetsOf(info)[0];
  const domains = target === undefined ? [] : [target.domain].flat();
  const full = [1, ...shape];
  const at = info === undefined ? -1 : classesAxis(info, loss?.options ?? {});
  const axis = at < 0 ? full.length + at : at;
  const known = loss?.labels.find((each) => each.isTarget && each.classes !== undefined)?.classes;
  const width = axis > 0 ? (full[axis] as number) : 1;
  const classes = known ?? (width === 1 ? 2 : width);
  if (width > 1 && (domains.includes("binary") || domains.includes("sign")))
    throw new ArgumentError(where, {
      expected: "targets of one class per position",
      got: `${loss?.name}, whose ${width} labels each say yes or no`,
      fix: "weigh positions (sampleWeight), or use an option of the loss such as positiveWeight",
    });
  checkGiven(where, given, classes);
  return {
    given,
    classes,
    axis: width === 1 ? undefined : axis,
    rank: full.length,
    isSign: domains.includes("sign"),
    variable: given === "balanced" ? countedWeights(isOnly ? "" : `${output}/`, classes, dtype) : undefined,
  };
}

function countedWeights(path: string, classes: number, dtype: FloatDType): Variable {
  const tensor = input(`loss/${path}classWeights`, [classes], { dtype });
  return { tensor, trainable: false, initial: () => toTypedArray(dtype, new Float64Array(classes).fill(1)) };
}

function checkGiven(where: string, given: ClassWeights, classes: number): void {
  if (given === "balanced") return;
  const expected = '"balanced", a list of weights, or an object of weights by class';
  if (typeof given !== "object" || given === null) throw new ArgumentError(where, { expected, got: describe(given) });
  const list: readonly unknown[] = Array.isArray(given) ? given : Object.values(given);
  const bad = list.find((each) => !(typeof each === "number" && Number.isFinite(each) && each >= 0));
  if (bad !== undefined) throw new ArgumentError(where, { expected: "finite weights from 0", got: describe(bad) });
  if (Array.isArray(given) && given.length !== classes)
    throw new ArgumentError(where, {
      expected: `${classes} weights, one for each class`,
      got: `${given.length}`,
      fix: "weigh only some with an object: { 3: 10 }",
    });
}

/** The weights by class index. @throws NameError for a class there is not */
function listed({ given, classes }: ClassWeightPlan, classNames: readonly string[] | undefined): number[] {
  if (Array.isArray(given)) return [...(given as readonly number[])];
  const names = classNames ?? [];
  const weights = new Array<number>(classes).fill(1);
  for (const [key, weight] of Object.entries(given as Readonly<Record<string, number>>)) {
    const byName = names.indexOf(key);
    const index = byName >= 0 ? byName : /^\d+$/.test(key) ? Number(key) : -1;
    if (index < 0 || index >= classes)
      throw unknownName("class", key, names.length > 0 ? names : Array.from({ length: classes }, (_, i) => String(i)));
    weights[index] = weight;
  }
  return weights;
}

/**
 * The weight of each target, [batch, ...positions]. Of a distribution over classes it is the mean weight under it.
 * @param target as in the data: indices, one number or a distribution
 */
export function weightsOfTargets(
  plan: ClassWeightPlan,
  target: Tensor,
  yPred: Tensor,
  classNames: readonly string[] | undefined,
): Tensor {
  const { classes, axis, isSign, variable } = plan;
  const dtype = yPred.dtype;
  const weights = variable?.tensor ?? constant(listed(plan, classNames), { dtype });
  if (axis !== undefined && isSpread(plan, target.shape)) {
    const shape = yPred.shape.map((_, i) => (i === axis ? classes : 1));
    return sum(mul(cast(target, dtype), reshape(weights, shape)), { axes: axis });
  }
  if (axis !== undefined) {
    // One index per position, with or without an axis of size 1 for it.
    const isColumn = target.rank === yPred.rank && target.shape[axis] === 1;
    const indices = cast(
      isColumn
        ? reshape(
            target,
            target.shape.filter((_, i) => i !== axis),
          )
        : target,
      "int64",
    );
    return gather(weights, indices);
  }
  const yes = isSign ? indicator(greater(cast(target, dtype), 0), yPred) : cast(target, dtype);
  if (classes !== 2) return gather(weights, cast(target, "int64"));
  const [first, second] = [
    gather(weights, constant(0, { dtype: "int64" })),
    gather(weights, constant(1, { dtype: "int64" })),
  ];
  return add(mul(yes, sub(second, first)), first);
}

/** Whether targets of a shape (with the batch's axis) are distributions over the classes, rather than indices. */
export function isSpread({ axis, rank, classes }: ClassWeightPlan, shape: readonly number[]): boolean {
  return axis !== undefined && shape.length === rank && shape[axis] === classes;
}

/**
 * Balanced weights from data: examples / (classes · examples of the class); 1 for a class that does not occur. Positions
 * that are masked or ignored are not counted.
 */
export async function countBalanced(
  plan: ClassWeightPlan,
  dataset: Dataset,
  {
    field,
    mask,
    ignore,
  }: { readonly field: string; readonly mask: string | undefined; readonly ignore: number | undefined },
): Promise<Float64Array> {
  const { classes, axis, isSign } = plan;
  const shape = [dataset.size, ...(dataset.fields[field]?.shape ?? [])];
  const labels = await readColumn(dataset, field);
  const counts = new Float64Array(classes);
  const spread = isSpread(plan, shape) ? axis : undefined;
  const inner = spread === undefined ? 1 : sizeOf(shape.slice(spread + 1));
  const kept = mask === undefined ? undefined : await readColumn(dataset, mask);
  const keptSize = mask === undefined ? 1 : sizeOf(dataset.fields[mask]?.shape ?? []);
  const perExample = labels.length / dataset.size / (spread === undefined ? 1 : classes);
  const isKept = (example: number, position: number): boolean =>
    kept === undefined || kept[example * keptSize + Math.floor((position * keptSize) / perExample)] !== 0;
  const size = labels.length / dataset.size;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    const [example, within] = [Math.floor(i / size), i % size];
    const position = spread === undefined ? within : Math.floor(within / (inner * classes)) * inner + (within % inner);
    if (!isKept(example, position) || (spread === undefined && label === ignore)) continue;
    if (spread !== undefined) {
      const c = Math.floor(within / inner) % classes;
      counts[c] = (counts[c] as number) + label;
    } else {
      const c = isSign ? (label > 0 ? 1 : 0) : label;
      counts[c] = (counts[c] as number) + 1;
    }
  }
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0) throw new DataError("classWeights", { expected: "labels to count", got: "none that count" });
  return counts.map((count) => (count === 0 ? 1 : total / (classes * count)));
}
