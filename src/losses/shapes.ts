import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { cast } from "../ops/structure.ts";
import { requireDType, requireFloat, requireSameDType } from "../ops/support.ts";

/** Sizes of axes by name. */
export type Sizes = Readonly<Record<string, number>>;

/** Names of axes in "[batch, ..., n]". */
export function axesOf(notation: string): readonly string[] {
  const inside = notation.slice(1, -1).trim();
  return inside === "" ? [] : inside.split(", ");
}

/**
 * Checks shapes against their notations and says what size each axis has. An axis of one name has one size everywhere, a
 * number stands for itself, "..." for any number of axes that are the same wherever it appears. Nothing is broadcast.
 * @param inputs each with its notation, as in the loss's spec: `{ anchor: [anchor, "[batch, dim]"] }`
 * @returns sizes by name; those of "..." are the axes under "...", by position: `"...0"`, `"...1"`
 * @throws ShapeError naming the first input that does not fit, what would, and the input that decided it
 */
export function bindShapes(where: string, inputs: Readonly<Record<string, readonly [Tensor, string]>>): Sizes {
  const known = new Map<string, { readonly size: number; readonly from: string }>();
  let middle: number | undefined;
  for (const [name, [tensor, notation]] of Object.entries(inputs)) {
    const axes = axesOf(notation);
    const dots = axes.indexOf("...");
    const extra = tensor.rank - axes.length + 1;
    if (dots < 0 ? extra !== 1 : extra < 0 || (middle !== undefined && extra !== middle))
      throw new ShapeError(where, {
        expected: `${name} of shape ${notation}`,
        got: shapeText(tensor.shape),
        fix: dots < 0 ? `give it ${axes.length} axes` : axesFix(inputs, name),
      });
    if (dots >= 0) middle = extra;
    const names = axes.flatMap((axis) =>
      axis === "..." ? Array.from({ length: extra }, (_, i) => `...${i}`) : [axis],
    );
    names.forEach((axis, at) => {
      const size = tensor.shape[at] as number;
      const fixed = /^\d+$/.test(axis) ? { size: Number(axis), from: "" } : known.get(axis);
      if (fixed === undefined) known.set(axis, { size, from: name });
      else if (fixed.size !== size) {
        const wanted = names.map((each) => known.get(each)?.size ?? each);
        const text = `[${wanted.map((each, i) => (i === at ? fixed.size : each)).join(", ")}]`;
        throw new ShapeError(where, {
          expected: `${name} of shape ${notation}, here ${text}${fixed.from === "" ? "" : ` as ${fixed.from}`}`,
          got: shapeText(tensor.shape),
          fix: `axis ${at} of ${name} has to be ${fixed.size}: nothing is broadcast`,
        });
      }
    });
  }
  return Object.fromEntries([...known].map(([axis, { size }]) => [axis, size]));
}

function axesFix(inputs: Readonly<Record<string, readonly [Tensor, string]>>, name: string): string {
  const others = Object.entries(inputs).filter(([other, [, notation]]) => other !== name && notation.includes("..."));
  const shapes = others.map(([other, [tensor, notation]]) => `${other} ${notation} is ${shapeText(tensor.shape)}`);
  return ["give all inputs the same axes", ...shapes].join("; ");
}

/** @throws DTypeError unless all are floats of one dtype */
export function requireFloats(where: string, ...tensors: readonly Tensor[]): void {
  for (const tensor of tensors) {
    requireFloat(where, tensor);
    requireSameDType(where, tensors[0] as Tensor, tensor);
  }
}

/**
 * `bindShapes` of inputs that are floats of one dtype.
 * @param others names of inputs that are no floats
 * @throws ShapeError, DTypeError
 */
export function bindFloats(
  where: string,
  inputs: Readonly<Record<string, readonly [Tensor, string]>>,
  ...others: readonly string[]
): Sizes {
  const sizes = bindShapes(where, inputs);
  requireFloats(where, ...Object.entries(inputs).flatMap(([name, [x]]) => (others.includes(name) ? [] : [x])));
  return sizes;
}

/** `bindFloats` of inputs of one shape: `bindAlike(where, { yTrue, yPred }, "[batch, ..., n]")`. */
export function bindAlike(where: string, inputs: Readonly<Record<string, Tensor>>, notation: string): Sizes {
  return bindFloats(where, notated(inputs, notation));
}

/** Each input with the same notation, for `bindShapes`. */
export function notated(
  inputs: Readonly<Record<string, Tensor>>,
  notation: string,
): Readonly<Record<string, readonly [Tensor, string]>> {
  return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, [x, notation]]));
}

/** Integers as int64. @throws DTypeError for floats and booleans */
export function asIndex(where: string, x: Tensor): Tensor {
  requireDType(where, x, "int64", "int32", "uint8");
  return cast(x, "int64");
}

/** Axes from `first` on; from 1 they are all but the batch's. */
export function axesFrom(x: Tensor, first: number): number[] {
  return Array.from({ length: Math.max(0, x.rank - first) }, (_, i) => first + i);
}
