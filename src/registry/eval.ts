import { gradients } from "../autodiff/gradients.ts";
import type { TypedArray } from "../core/dtype.ts";
import { ArgumentError, DataError, GraphError, LossmithError, unknownName } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { describe, input, type Tensor } from "../core/tensor.ts";
import { reduceLoss, resolveReduction } from "../losses/reduce.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo } from "../losses/spec.ts";
import { notEqual, where } from "../ops/compare.ts";
import { any } from "../ops/reduce.ts";
import { reshape, stopGradient } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import type { Value } from "../runtime/value.ts";
import { checkLossData, dtypeOf } from "./check-data.ts";
import { type FoundLoss, type LossOptions, parseLossOptions, resolveLoss } from "./index.ts";
import { type JsonNumbers, type NumberArray, nestNumbers, parseNumber, parseNumbers } from "./numbers.ts";

type FloatType = "float64" | "float32";

/** What `evaluateCase` takes: plain JSON. Numbers that are not finite are "NaN", "Infinity", "-Infinity". */
export interface EvalCase {
  readonly id: string | number;
  /** Any name of the loss. */
  readonly loss: string;
  readonly params?: Readonly<Record<string, unknown>> | null;
  /** The loss's tensors by name, as nested arrays. */
  readonly inputs: Readonly<Record<string, JsonNumbers>>;
  readonly sampleWeight?: JsonNumbers | null;
  /** Default "mean". */
  readonly reduction?: string | null;
  /** Default "float64". */
  readonly dtype?: FloatType | null;
}

export type EvalAnswer =
  | {
      readonly id: string | number | null;
      readonly value: JsonNumbers;
      /** Of the sum of the value, by every input the loss is differentiated by. */
      readonly gradients: Readonly<Record<string, JsonNumbers>>;
      /** float32 also where float64 was asked for and ONNX Runtime lacks a kernel for it. */
      readonly dtype: FloatType;
    }
  | { readonly id: string | number | null; readonly error: { readonly code: string; readonly message: string } };

/**
 * Value and gradients of a loss for given numbers.
 * @param given an {@link EvalCase}; anything else is answered with what is wrong with it
 */
export async function evaluateCase(given: unknown): Promise<EvalAnswer> {
  const id = idOf(given);
  try {
    return { id, ...(await run(readCase(given))) };
  } catch (error) {
    const code = error instanceof LossmithError ? error.code : "INTERNAL";
    return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

/**
 * Cases in a text: a JSON array, one JSON object, or one object a line. A line that is not JSON becomes a DataError in its
 * place, which `evaluateCase` answers.
 */
export function parseCases(text: string): unknown[] {
  try {
    const whole: unknown = JSON.parse(text);
    return Array.isArray(whole) ? whole : [whole];
  } catch (error) {
    const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ line, number: i + 1 }]));
    const isArray = /^\s*\[/.test(text);
    return isArray ? [notJson("cases", error)] : lines.map(({ line, number }) => parseLine(line, number));
  }
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    return notJson(`line ${number}`, error);
  }
}

function notJson(where: string, error: unknown): DataError {
  const fix = "give a JSON array of cases, or one case a line";
  return new DataError(where, { expected: "JSON", got: (error as Error).message, fix });
}

interface Problem {
  readonly loss: FoundLoss;
  readonly options: LossOptions;
  readonly inputs: Readonly<Record<string, NumberArray>>;
  readonly sampleWeight: NumberArray | undefined;
  readonly reduction: ReturnType<typeof resolveReduction>;
  readonly dtype: FloatType;
}

const required = ["id", "loss", "inputs"];
/** The last three are what a case with a known answer brings along; they are not read. */
const allowed = [...required, "params", "sampleWeight", "reduction", "dtype", "value", "gradients", "source"];

function idOf(given: unknown): string | number | null {
  const id = isRecord(given) ? given["id"] : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function readCase(given: unknown): Problem {
  if (given instanceof LossmithError) throw given;
  if (!isRecord(given)) throw wrong("case", "an object with id, loss and inputs", given);
  const extra = Object.keys(given).find((key) => !allowed.includes(key));
  if (extra !== undefined) throw unknownName("case key", extra, allowed.slice(0, -3));
  const missing = required.find((key) => given[key] === undefined);
  if (missing !== undefined)
    throw wrong("case", `a key "${missing}"`, undefined, `it takes ${allowed.slice(0, -3).join(", ")}`);
  if (idOf(given) === null) throw wrong("id", "a string or a number", given["id"]);
  if (typeof given["loss"] !== "string") throw wrong("loss", "the name of a loss", given["loss"]);
  const loss = resolveLoss(given["loss"]);
  const params = given["params"] ?? {};
  if (!isRecord(params)) throw wrong("params", "an object of options", params);
  const reduction = given["reduction"] ?? "mean";
  if (typeof reduction !== "string") throw wrong("reduction", "the name of a reduction", reduction);
  const dtype = given["dtype"] ?? "float64";
  if (dtype !== "float64" && dtype !== "float32") throw wrong("dtype", '"float64" or "float32"', dtype);
  const weight = given["sampleWeight"] ?? undefined;
  return {
    loss,
    options: parseLossOptions(loss.name, loss.info, { ...loss.options, ...numericParams(loss, params) }),
    inputs: readInputs(loss, given["inputs"]),
    sampleWeight: weight === undefined ? undefined : parseNumbers("sampleWeight", weight),
    reduction: resolveReduction(reduction),
    dtype,
  };
}

/** Numbers by name ("Infinity") in the options that are numbers. */
function numericParams({ info }: FoundLoss, params: Readonly<Record<string, unknown>>): LossOptions {
  const isNumeric = (key: string): boolean => ["number", "integer"].includes(info.params[key]?.kind ?? "");
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, isNumeric(key) ? (parseNumber(value) ?? value) : value]),
  );
}

function readInputs({ name, info }: FoundLoss, given: unknown): Record<string, NumberArray> {
  if (!isRecord(given)) throw wrong("inputs", "an object of arrays by name", given);
  const names = info.inputs.map((each) => each.name);
  const extra = Object.keys(given).find((key) => !names.includes(key));
  if (extra !== undefined) throw unknownName(`${name} input`, extra, names);
  const missing = names.filter((each) => given[each] === undefined);
  if (missing.length > 0) {
    const isKept = info.inputs.some((each) => each.variable !== undefined && missing.includes(each.name));
    throw new ArgumentError(name, {
      expected: `the inputs ${names.join(", ")}`,
      got: Object.keys(given).join(", ") || "none",
      fix: `add ${missing.join(", ")}${isKept ? ": what a loss keeps in training is given here" : ""}`,
    });
  }
  return Object.fromEntries(names.map((each) => [each, parseNumbers(each, given[each])]));
}

async function run(problem: Problem): Promise<Omit<Extract<EvalAnswer, { value: unknown }>, "id">> {
  try {
    return await runAs(problem, problem.dtype);
  } catch (error) {
    if (!(error instanceof GraphError) || problem.dtype === "float32") throw error;
    return runAs(problem, "float32"); // ONNX Runtime refused the graph: an operator without a float64 kernel
  }
}

async function runAs(problem: Problem, dtype: FloatType): Promise<Omit<Extract<EvalAnswer, { value: unknown }>, "id">> {
  const { loss, options, inputs, reduction, sampleWeight } = problem;
  const { info, name } = loss;
  const tensors = info.inputs.map((each) =>
    input(each.name, (inputs[each.name] as NumberArray).shape, { dtype: dtypeOf(each, dtype) }),
  );
  const weight = sampleWeight && input("sampleWeight", sampleWeight.shape, { dtype });
  const counts = [weight && notEqual(weight, 0), info.mask?.(...tensors, options)];
  const values = info.fn(...(info.coupled ? tensors : leaveOut(info, tensors, counts)), options);
  if (sampleWeight !== undefined && info.values === "[]")
    throw new ArgumentError(name, {
      expected: "no sampleWeight: it is one number for the whole batch",
      got: `one of shape ${shapeText(sampleWeight.shape)}`,
    });
  const value = reduceLoss(values, { reduction, sampleWeight: weight, mask: info.mask?.(...tensors, options) });
  checkLossData(name, info, options, inputs);
  const wanted = tensors.filter((_, i) => info.inputs[i]?.grad);
  const outputs = [value, ...gradients(value, wanted, { unconnected: "zero" })];
  const feeds = Object.entries({ ...inputs, ...(sampleWeight && { sampleWeight }) });
  const results = await evaluate(
    outputs,
    Object.fromEntries(feeds.map(([key, { numbers }]) => [key, numbers])),
    { threads: 1 }, // the graphs are small: a pool of threads for each costs more than it gives
  );
  const nested = await Promise.all(results.map(async (each, i) => nest(each, outputs[i] as Tensor)));
  return {
    value: nested[0] as JsonNumbers,
    gradients: Object.fromEntries(wanted.map((x, i) => [x.name, nested[i + 1] as JsonNumbers])),
    dtype,
  };
}

/**
 * Predictions through which no gradient passes in examples of which nothing counts, so that NaN there stays there.
 * @param counts bool, [batch, ...]
 */
function leaveOut(info: LossInfo, tensors: readonly Tensor[], counts: readonly (Tensor | undefined)[]): Tensor[] {
  const rows = counts.flatMap((each) => (each === undefined || each.rank === 0 ? [] : [rowsWithAny(each)]));
  return tensors.map((x, i) => {
    const { grad, shape } = info.inputs[i] as LossInfo["inputs"][number];
    const held = (y: Tensor, row: Tensor): Tensor =>
      where(reshape(row, [...row.shape, ...y.shape.slice(1).map(() => 1)]), y, stopGradient(y));
    return grad && axesOf(shape)[0] === "batch" ? rows.filter((row) => row.size === x.shape[0]).reduce(held, x) : x;
  });
}

function rowsWithAny(counts: Tensor): Tensor {
  return counts.rank === 1 ? counts : any(counts, { axes: counts.shape.slice(1).map((_, axis) => axis + 1) });
}

async function nest(value: Value, { shape }: Tensor): Promise<JsonNumbers> {
  return nestNumbers((await value.read()) as Exclude<TypedArray, Uint16Array>, shape);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Error);
}

function wrong(where: string, expected: string, got: unknown, fix?: string): ArgumentError {
  return new ArgumentError(where, { expected, got: got === undefined ? "none" : describe(got), ...(fix && { fix }) });
}
