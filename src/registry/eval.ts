import { gradients } from "../autodiff/gradients.ts";
import { type DType, toNumbers } from "../core/dtype.ts";
import { ArgumentError, DataError, GraphError, LossmithError, unknownName } from "../core/errors.ts";
import { checkLabelValues } from "../core/labels.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { describe, input, type Tensor } from "../core/tensor.ts";
import { type Reduction, reduceLoss, resolveReduction } from "../losses/reduce.ts";
import type { LossInfo } from "../losses/spec.ts";
import { sum } from "../ops/structure.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { Value } from "../runtime/value.ts";
import { parseLossOptions, resolveLoss } from "./index.ts";

/** A number, or one of "NaN", "Infinity", "-Infinity", which JSON has no numbers for. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";
export type JsonNumbers = JsonNumber | readonly JsonNumbers[];

/** A loss to evaluate for given inputs. */
export interface EvalCase {
  readonly id?: unknown;
  /** Any of the loss's names. */
  readonly loss: string;
  readonly params?: Readonly<Record<string, unknown>> | null;
  readonly inputs: Readonly<Record<string, JsonNumbers>>;
  readonly sampleWeight?: JsonNumbers | null;
  /** Default "mean". */
  readonly reduction?: string | null;
  /** Default "float64". */
  readonly dtype?: "float64" | "float32" | null;
}

export type EvalAnswer =
  | {
      readonly id: unknown;
      readonly value: JsonNumbers;
      readonly gradients: Readonly<Record<string, JsonNumbers>>;
      readonly dtype: "float64" | "float32";
    }
  | { readonly id: unknown; readonly error: { readonly code: string; readonly message: string } };

/**
 * Value of a loss and gradients, of the sum of the value, by every differentiable input. What is wrong with a case comes
 * back as its answer.
 */
export async function evaluateCase(given: unknown): Promise<EvalAnswer> {
  const id = typeof given === "object" && given !== null && "id" in given ? given.id : null;
  try {
    return { id, ...(await evaluateLoss(checkCase(given))) };
  } catch (error) {
    if (error instanceof LossmithError) return { id, error: { code: error.code, message: error.message } };
    return { id, error: { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) } };
  }
}

/** A file's cases: a JSON array, or a JSON value per line. A line that is no JSON becomes a case that answers so. */
export function parseCases(text: string): unknown[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  try {
    const whole: unknown = JSON.parse(trimmed);
    return Array.isArray(whole) ? whole : [whole];
  } catch (error) {
    if (trimmed.startsWith("[")) return [new BrokenLine((error as Error).message)];
  }
  return trimmed.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch (error) {
      return [new BrokenLine((error as Error).message)];
    }
  });
}

/** Stands for text that is no JSON, until it is answered. */
class BrokenLine {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

const keys = ["id", "loss", "params", "inputs", "sampleWeight", "reduction", "dtype"];
/** What recorded cases may carry besides: the answer they expect. */
const expectation = ["value", "gradients", "source", "tolerance", "note"];

function checkCase(given: unknown): EvalCase {
  if (given instanceof BrokenLine)
    throw new DataError("case", {
      expected: "JSON",
      got: given.reason,
      fix: "write one JSON object per line, or one array",
    });
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new DataError("case", { expected: `an object with ${keys.join(", ")}`, got: describe(given) });
  const extra = Object.keys(given).find((key) => !keys.includes(key) && !expectation.includes(key));
  if (extra !== undefined) throw unknownName("case: key", extra, keys);
  const candidate = given as Record<string, unknown>;
  const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
  if (typeof candidate["loss"] !== "string")
    throw new DataError("case: loss", { expected: "a name", got: describe(candidate["loss"]) });
  if (!isObject(candidate["inputs"]))
    throw new DataError("case: inputs", {
      expected: "an object of arrays by input name",
      got: describe(candidate["inputs"]),
    });
  if (candidate["params"] != null && !isObject(candidate["params"]))
    throw new DataError("case: params", { expected: "an object of options", got: describe(candidate["params"]) });
  const { dtype, reduction } = candidate;
  if (dtype != null && dtype !== "float64" && dtype !== "float32")
    throw new ArgumentError("case: dtype", { expected: '"float64" or "float32"', got: JSON.stringify(dtype) });
  if (reduction != null && typeof reduction !== "string")
    throw new ArgumentError("case: reduction", { expected: "a name", got: describe(reduction) });
  return candidate as unknown as EvalCase;
}

type Outcome = Omit<Extract<EvalAnswer, { value: unknown }>, "id">;

async function evaluateLoss(given: EvalCase): Promise<Outcome> {
  const { name, info, options: implied } = resolveLoss(given.loss);
  const options = parseLossOptions(name, info, { ...implied, ...given.params });
  const reduction = resolveReduction(given.reduction ?? "mean");
  const names = info.inputs.map((declared) => declared.name);
  for (const key of Object.keys(given.inputs))
    if (!names.includes(key)) throw unknownName(`${name}: input`, key, names);
  const data = info.inputs.map((declared) => {
    const values = given.inputs[declared.name];
    if (values === undefined)
      throw new DataError(`${name}: inputs`, {
        expected: `values for ${names.join(", ")}`,
        got: `none for ${declared.name}`,
      });
    return { declared, isIndex: [declared.domain].flat().includes("classIndex"), ...flatten(declared.name, values) };
  });
  const weight = given.sampleWeight == null ? undefined : flatten("sampleWeight", given.sampleWeight);
  const ignored = options["ignoreClass"];
  const prediction = data.find(({ declared }) => declared.grad);
  const axis = typeof options["axis"] === "number" ? options["axis"] : -1;
  for (const { isIndex, declared, numbers } of data)
    if (isIndex)
      checkLabelValues(numbers, {
        classes: prediction?.shape.at(axis) ?? Number.MAX_SAFE_INTEGER,
        field: declared.name,
        ...(typeof ignored === "number" ? { ignore: ignored } : {}),
      });
  const run = async (dtype: "float64" | "float32"): Promise<Outcome> => {
    const tensors = data.map(({ declared, isIndex, shape }) =>
      input(declared.name, shape, { dtype: isIndex ? "int64" : dtype }),
    );
    const sampleWeight = weight && input("sampleWeight", weight.shape, { dtype });
    const value = reducedLoss(info, tensors, options, { reduction, sampleWeight });
    const wanted = tensors.filter((_, i) => info.inputs[i]?.grad);
    const grads = gradients(sum(value), wanted, { unconnected: "zero" });
    const compiled = await compileFunction([value, ...grads]);
    const feeds: Record<string, Value> = {};
    data.forEach(({ declared, isIndex, shape, numbers }) => {
      feeds[declared.name] = Value.of(numbers, shape, isIndex ? "int64" : dtype);
    });
    if (weight !== undefined) feeds["sampleWeight"] = Value.of(weight.numbers, weight.shape, dtype);
    const results = await compiled.run(feeds);
    const [first, ...rest] = await Promise.all(results.map(toJson));
    return {
      value: first as JsonNumbers,
      gradients: Object.fromEntries(wanted.map((x, i) => [x.name, rest[i] as JsonNumbers])),
      dtype,
    };
  };
  if (given.dtype === "float32") return run("float32");
  try {
    return await run("float64");
  } catch (error) {
    // ONNX Runtime has no float64 kernel for some operators: the answer then says float32.
    if (error instanceof GraphError && /NOT_IMPLEMENTED|not.implemented|kernel/i.test(error.message))
      return run("float32");
    throw error;
  }
}

function reducedLoss(
  info: LossInfo,
  tensors: readonly Tensor[],
  options: Readonly<Record<string, unknown>>,
  how: { readonly reduction: Reduction; readonly sampleWeight: Tensor | undefined },
): Tensor {
  return reduceLoss(info.fn(...tensors, options), { ...how, mask: info.mask?.(...tensors, options) });
}

/** Nested arrays as numbers and their shape. @throws DataError for ragged rows and what is no number */
function flatten(name: string, values: JsonNumbers): { readonly numbers: number[]; readonly shape: Shape } {
  const shape: number[] = [];
  for (let level: JsonNumbers | undefined = values; Array.isArray(level); level = level[0]) shape.push(level.length);
  const numbers: number[] = [];
  const visit = (part: JsonNumbers, depth: number): void => {
    if (Array.isArray(part)) {
      if (part.length !== shape[depth])
        throw new DataError(`input "${name}"`, {
          expected: `rows of equal length (shape ${shapeText(shape)})`,
          got: `a row of ${part.length} at depth ${depth}`,
        });
      for (const inner of part as readonly JsonNumbers[]) visit(inner, depth + 1);
      return;
    }
    if (depth !== shape.length)
      throw new DataError(`input "${name}"`, {
        expected: `arrays ${shape.length} deep everywhere`,
        got: `a number at depth ${depth}`,
      });
    numbers.push(fromJson(name, part as JsonNumber));
  };
  visit(values, 0);
  if (sizeOf(shape) === 0)
    throw new DataError(`input "${name}"`, { expected: "at least one number", got: `shape ${shapeText(shape)}` });
  return { numbers, shape };
}

function fromJson(name: string, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw new DataError(`input "${name}"`, {
    expected: 'numbers (or "NaN", "Infinity", "-Infinity")',
    got: describe(value),
  });
}

async function toJson(value: Value): Promise<JsonNumbers> {
  const numbers = toNumbers(value.dtype as DType, await value.read());
  const nest = (shape: Shape, from: number): JsonNumbers => {
    const [count, ...rest] = shape;
    if (count === undefined) {
      const number = numbers[from] as number;
      return Number.isFinite(number) ? number : (String(number) as JsonNumber);
    }
    const size = sizeOf(rest);
    return Array.from({ length: count }, (_, i) => nest(rest, from + i * size));
  };
  return nest(value.shape, 0);
}
