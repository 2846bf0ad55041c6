import { ArgumentError, unknownName } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { type Tensor, withDomain } from "../core/tensor.ts";
import { alignRows } from "../losses/reduce.ts";
import { mul } from "../ops/arithmetic.ts";
import { equal, logicalAnd, logicalNot, notEqual, where } from "../ops/compare.ts";
import { any } from "../ops/reduce.ts";
import { cast, fullLike, reshape, stopGradient } from "../ops/structure.ts";
import type { FloatDType } from "./network.ts";

// What counts in a batch, and how much: weights and masks of examples and positions.

/** Names of the optional fields with one entry per example or position; `sampleWeight/a` is that of output "a" alone. */
export const weightField = "sampleWeight";
export const maskField = "mask";

/** Weights and mask of one output's targets; undefined where everything counts alike. */
export interface Counting {
  /** [batch] or [batch, ...positions] */
  readonly weights: Tensor | undefined;
  /** bool, [batch] or [batch, ...positions] */
  readonly mask: Tensor | undefined;
}

/**
 * The field for weights or masks of an output, where the data has one.
 * @param taken fields that are something else: an input of the network, or of the loss
 */
export function countingField(
  fields: Readonly<Record<string, unknown>>,
  kind: typeof weightField | typeof maskField,
  output: string,
  taken: readonly string[],
): string | undefined {
  return [`${kind}/${output}`, kind].find((name) => fields[name] !== undefined && !taken.includes(name));
}

/**
 * @param inputs names of the network's inputs, which may be called anything
 * @throws NameError for weights or a mask of an output that the network lacks, and for "sample_weight" and the like, which
 *   would count for nothing
 */
export function checkCountingFields(
  fields: Readonly<Record<string, unknown>>,
  outputs: readonly string[],
  inputs: readonly string[],
): void {
  for (const name of Object.keys(fields)) {
    const plain = name.toLowerCase().replace(/[_-]/g, "").replace(/s$/, "");
    if (plain === weightField.toLowerCase() && name !== weightField && !inputs.includes(name))
      throw unknownName("field", name, [weightField, ...outputs.map((output) => `${weightField}/${output}`)]);
    for (const kind of [weightField, maskField])
      if (name.startsWith(`${kind}/`) && !outputs.includes(name.slice(kind.length + 1)))
        throw unknownName(`${kind} of output`, name.slice(kind.length + 1), outputs);
  }
}

/** Weights of a field and of classes together. Each has the first axes of the other, or of both. */
export function joinWeights(a: Tensor | undefined, b: Tensor | undefined, dtype: FloatDType): Tensor | undefined {
  if (a === undefined || b === undefined) return (a ?? b) && cast((a ?? b) as Tensor, dtype);
  const [x, y] = [cast(a, dtype), cast(b, dtype)];
  const longer = trimmed(x).length >= trimmed(y).length ? x : y;
  const shape = trimmed(longer);
  return mul(alignRows("weights", x, shape), alignRows("weights", y, shape));
}

/** Positions that count by both masks. */
export function joinMasks(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const shape = trimmed(a).length >= trimmed(b).length ? trimmed(a) : trimmed(b);
  return logicalAnd(alignRows("mask", a, shape), alignRows("mask", b, shape));
}

/** A shape without the axes of size 1 at its end, the batch excepted. */
function trimmed(x: Tensor): number[] {
  const shape = [...x.shape];
  while (shape.length > 1 && shape.at(-1) === 1) shape.pop();
  return shape;
}

/** A field of numbers as a mask: 0 does not count. */
export function asMask(x: Tensor): Tensor {
  return x.dtype === "bool" ? x : notEqual(x, 0);
}

/**
 * Targets without an ignored class (0 stands in its places), and the mask of those that count.
 * @throws ArgumentError for a class that is no whole number
 */
export function leaveOutClass(
  target: Tensor,
  ignored: number | undefined,
): { readonly target: Tensor; readonly mask: Tensor | undefined } {
  if (ignored === undefined) return { target, mask: undefined };
  if (!Number.isInteger(ignored))
    throw new ArgumentError("ignoreClass", { expected: "a whole number", got: String(ignored) });
  const labels = cast(target, "int64");
  const isIgnored = equal(labels, ignored);
  return { target: withDomain(where(isIgnored, 0, labels), "classIndex"), mask: logicalNot(isIgnored) };
}

/**
 * Predictions through which no gradient passes where nothing counts, so that NaN and infinity there stay there: a factor
 * of 0 alone would make NaN of them.
 * @param value what stands there for the loss: the prediction itself by default, else a number
 */
export function holdUncounted(x: Tensor, { weights, mask }: Counting, value?: number): Tensor {
  const counts = joinMasks(mask, weights === undefined ? undefined : notEqual(weights, 0));
  if (counts === undefined || x.rank === 0) return x;
  const shape = trimmed(counts);
  if (shape[0] !== x.shape[0]) return x; // reported where the loss is reduced
  const isPrefix = sameShape(shape, x.shape.slice(0, shape.length));
  const rows = isPrefix
    ? reshape(counts, shape)
    : any(reshape(counts, shape), { axes: shape.map((_, i) => i).slice(1) });
  const condition = reshape(rows, [...rows.shape, ...x.shape.slice(rows.rank).map(() => 1)]);
  return withDomain(where(condition, x, value === undefined ? stopGradient(x) : fullLike(x, value)), x.domain);
}
