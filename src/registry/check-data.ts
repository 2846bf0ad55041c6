import type { DType } from "../core/dtype.ts";
import { DataError } from "../core/errors.ts";
import { shapeText, stridesOf } from "../core/shape.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import type { NumberArray } from "./numbers.ts";
import type { LossOptions } from "./options.ts";

/** Domains whose numbers are integers to count or compare, not to compute with. */
const integers: readonly string[] = ["classIndex", "label", "length"];

/** Whether a loss takes integers for an input: class indices, labels, lengths. */
export function isIndexInput({ domain }: LossInput): boolean {
  return [domain].flat().some((each) => integers.includes(each));
}

/** The dtype of an input of a loss that is computed in a float dtype. */
export function dtypeOf<D extends DType>(input: LossInput, float: D): D | "int64" {
  return isIndexInput(input) ? "int64" : float;
}

/**
 * Checks numbers for a loss before it is run: bounds, whole labels, labels below the number of classes. NaN passes.
 * @param name of the loss, for messages
 * @throws DataError with the first offender: its place, its value and what usually causes it
 */
export function checkLossData(
  name: string,
  info: LossInfo,
  options: LossOptions,
  data: Readonly<Record<string, NumberArray>>,
): void {
  checkSizes(name, info, options, data);
  for (const input of info.inputs) {
    const { shape, numbers } = data[input.name] as NumberArray;
    const refuse = (at: number, expected: string, fix: string): never => {
      throw new DataError(name, { expected, got: `${numbers[at]} at ${placeOf(input.name, shape, at)}`, fix });
    };
    if (isIndexInput(input)) checkLabels(input, info, options, data, refuse);
    if ([input.domain].flat().includes("sign")) checkSigns(info, options, numbers, refuse);
    checkBounds(input, options, numbers, refuse);
  }
}

/** Sizes that options give to what a loss keeps, such as `classes`, where that is given too. */
function checkSizes(
  name: string,
  info: LossInfo,
  options: LossOptions,
  data: Readonly<Record<string, NumberArray>>,
): void {
  for (const input of info.inputs.filter((each) => each.variable !== undefined)) {
    const { shape } = data[input.name] as NumberArray;
    axesOf(input.shape).forEach((axis, at) => {
      if (info.params[axis]?.kind !== "integer" || options[axis] === undefined || options[axis] === shape[at]) return;
      const expected = `${input.name} with ${options[axis]} entries on axis ${at}, as the option ${axis} says`;
      throw new DataError(name, {
        expected,
        got: shapeText(shape),
        fix: `leave ${axis} out: ${input.name} has the size`,
      });
    });
  }
}

type Refuse = (at: number, expected: string, fix: string) => never;

function checkLabels(
  { name, classesOf, lengthOf }: LossInput,
  info: LossInfo,
  options: LossOptions,
  data: Readonly<Record<string, NumberArray>>,
  refuse: Refuse,
): void {
  const { numbers } = data[name] as NumberArray;
  const fraction = numbers.findIndex((label) => !Number.isInteger(label));
  if (fraction >= 0) refuse(fraction, "whole numbers as labels", "one-hot targets belong to categoricalCrossentropy");
  if (lengthOf !== undefined) {
    const size = sizeOfAxis(lengthOf, info, data) as number;
    const bad = numbers.findIndex((length) => length < 0 || length > size);
    if (bad >= 0)
      refuse(bad, `lengths from 0 to ${size}, the size of axis ${lengthOf}`, "count entries, not the last index");
  }
  const classes = classesFor(classesOf, info, options, data);
  if (classes === undefined) return;
  const bad = numbers.findIndex((label) => (label < 0 || label >= classes) && label !== options["ignoreClass"]);
  if (bad < 0) return;
  const more = classesOf === undefined ? "one threshold for each class but one" : `${classesOf} one output per class`;
  const ignoring = "ignoreClass" in info.params ? "; a label that marks what to skip is named by ignoreClass" : "";
  refuse(
    bad,
    `labels from 0 to ${classes - 1} (${classes} classes)`,
    `subtract 1 if labels start at 1, or give ${more}${ignoring}`,
  );
}

type Shaped = Pick<NumberArray, "shape">;

/** How many classes there are, where the inputs say it; thresholds between ordered ones are one fewer. */
export function classesFor(
  classesOf: string | undefined,
  info: LossInfo,
  options: LossOptions,
  data: Readonly<Record<string, Shaped>>,
): number | undefined {
  if (classesOf === undefined) {
    const thresholds = sizeOfAxis("thresholds", info, data);
    return thresholds === undefined ? undefined : thresholds + 1;
  }
  const from = data[classesOf];
  if (from === undefined) return undefined;
  const axis = options["axis"] ?? info.params["axis"]?.default;
  if (axis !== undefined) return from.shape.at(Number(axis));
  const named = (name: string): number | undefined => sizeOfAxis(name, info, { [classesOf]: from });
  return named("classes") ?? named("actions") ?? from.shape.at(-1);
}

/** Labels -1 and 1, or 0 and 1 with the option `binaryLabels`: never guessed from the numbers, as a batch may have one class. */
export function checkSigns(info: LossInfo, options: LossOptions, numbers: readonly number[], refuse: Refuse): void {
  const [low, fix] =
    options["binaryLabels"] === true
      ? [0, "drop binaryLabels if they are -1 and 1"]
      : [
          -1,
          `map 0 and 1 to -1 and 1 by 2 y - 1${"binaryLabels" in info.params ? ", or pass binaryLabels: true" : ""}`,
        ];
  const bad = numbers.findIndex((number) => number !== low && number !== 1 && !Number.isNaN(number));
  if (bad >= 0) refuse(bad, `labels ${low} and 1`, fix);
}

/** The size of an axis, by its name in the inputs' notation, where it is counted from the front. */
function sizeOfAxis(name: string, info: LossInfo, data: Readonly<Record<string, Shaped>>): number | undefined {
  for (const { name: input, shape } of info.inputs) {
    const axes = axesOf(shape);
    const at = axes.indexOf(name);
    const dots = axes.indexOf("...");
    const given = data[input]?.shape;
    if (at >= 0 && given !== undefined) return dots >= 0 && dots < at ? given.at(at - axes.length) : given[at];
  }
  return undefined;
}

function checkBounds(input: LossInput, options: LossOptions, numbers: readonly number[], refuse: Refuse): void {
  const mayBeLogits = [input.domain].flat().includes("logits");
  if (mayBeLogits && options["fromLogits"] === true) return;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input;
  const bad = numbers.findIndex((number) => number < min || number > max);
  if (bad < 0) return;
  const bounds = max === Number.POSITIVE_INFINITY ? `${min} or more` : `from ${min} to ${max}`;
  const fix = mayBeLogits ? "pass fromLogits: true if they are logits" : "scale them first";
  refuse(bad, `${input.name} ${bounds}`, fix);
}

/** "yTrue[4][0]" */
function placeOf(name: string, shape: readonly number[], at: number): string {
  let rest = at;
  const indices = stridesOf(shape).map((stride) => {
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return `[${index}]`;
  });
  return `${name}${indices.join("")} of ${shapeText(shape)}`;
}
