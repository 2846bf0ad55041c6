import { gradients } from "../autodiff/gradients.ts";
import type { Domain } from "../core/domain.ts";
import { GraphError, LossmithError } from "../core/errors.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { constant, input, Tensor } from "../core/tensor.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { cast } from "../ops/structure.ts";
import {
  checkEmpty,
  checkExtremes,
  checkGradient,
  checkMask,
  checkOrder,
  checkPrecision,
  checkReductions,
  checkZeroWeight,
  type Findings,
  rows,
  type Subject,
  subjectOf,
} from "../registry/battery/checks.ts";
import {
  checkAlone,
  checkBroadcast,
  checkDead,
  checkFlat,
  checkLeast,
  checkOrigin,
} from "../registry/battery/own-checks.ts";
import { drawData } from "../registry/sample-data.ts";
import { type DefinedLoss, isDefinedLoss } from "./define-loss.ts";
import { checkLossSource } from "./loss-source.ts";
import { definedOptions } from "./resolve-loss.ts";
import type { LossContext, LossFunction } from "./terms.ts";

export interface CheckLossOptions {
  /** Shape of one example's prediction. Default [4]. */
  readonly shape?: Shape;
  /** Shape of one example's target. Default: the prediction's; of class indices that without its last axis. */
  readonly targetShape?: Shape;
  /** What predictions mean, which decides the numbers they are tried with. Default "real". */
  readonly yPred?: Domain;
  /** What targets mean: "real", "binary", "simplex", "classIndex", ... Default "real". */
  readonly yTrue?: Domain;
  /** Options of a loss of `defineLoss`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Least value an example can have. Default: none is checked. */
  readonly minimum?: number;
}

/** One thing that was checked. */
export interface LossCheck {
  readonly name: string;
  /** "warning": it may be meant; "skipped": it could not be checked. */
  readonly result: "passed" | "failed" | "warning" | "skipped";
  /** What was found, one sentence each. */
  readonly findings: readonly string[];
}

export interface LossReport {
  /** Whether nothing failed. */
  readonly passed: boolean;
  readonly checks: readonly LossCheck[];
  /** The checks in lines of text. */
  readonly text: string;
}

interface Check {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<Findings>;
  readonly isWarning?: boolean;
}

const reach = "gradient reaches every prediction";

const checks: readonly Check[] = [
  { name: "values, reductions and weights", run: checkReductions },
  { name: "gradient against central differences", run: checkGradient },
  { name: reach, run: checkDead, isWarning: true },
  { name: "gradient where predictions are far off", run: checkFlat, isWarning: true },
  { name: "finite at 0 and where predictions are right", run: checkOrigin },
  { name: "finite at extremes", run: checkExtremes },
  { name: "least where predictions are right", run: checkLeast, isWarning: true },
  { name: "examples by themselves", run: checkAlone, isWarning: true },
  { name: "a weight of 0 is a row left out", run: checkZeroWeight },
  { name: "a masked row is a row left out", run: checkMask },
  { name: "nothing left is 0", run: checkEmpty },
  { name: "order of the examples", run: checkOrder },
  { name: "float32 against float64", run: checkPrecision },
  { name: "targets of another shape", run: checkBroadcast },
];

/**
 * Tries a loss of your own with what goes wrong with losses: values per example, gradients against central differences,
 * weights, masks and order of examples, 0 and extremes, broadcasting. Predictions and targets are drawn at random (seeded).
 * Nothing that is found is thrown: `report.passed` says whether all is well, `report.text` what is not.
 */
export async function checkLoss(loss: LossFunction | DefinedLoss, options: CheckLossOptions = {}): Promise<LossReport> {
  const name = isDefinedLoss(loss) ? loss.name : "custom loss";
  try {
    const fn = functionOf(loss, options);
    checkLossSource(isDefinedLoss(loss) ? loss.fn : loss);
    const terms = termsOf(fn, options);
    const results: LossCheck[] = [{ name: "builds a graph", result: "passed", findings: [] }];
    for (const [term, values] of Object.entries(terms)) {
      const found = await checkTerm(fn, term, values, options);
      results.push(...found.map((each) => (term === "" ? each : { ...each, name: `${term}: ${each.name}` })));
    }
    return reportOf(name, results);
  } catch (error) {
    return reportOf(name, [{ name: "builds a graph", result: "failed", findings: [messageOf(error)] }]);
  }
}

type Result = ReturnType<LossFunction>;
type PlainLoss = (yTrue: Tensor, yPred: Tensor) => Result;

function functionOf(loss: LossFunction | DefinedLoss, { options = {} }: CheckLossOptions): PlainLoss {
  const contextFor = (yPred: Tensor): LossContext => ({
    inputs: {},
    outputs: { y: yPred },
    parameters: {},
    step: constant(1, { dtype: yPred.dtype }),
    training: true,
  });
  if (!isDefinedLoss(loss)) return (yTrue, yPred) => loss(yTrue, yPred, contextFor(yPred));
  const all = definedOptions(loss, options);
  return (yTrue, yPred) => loss.fn(yTrue, yPred, all, contextFor(yPred));
}

/** Shapes of the terms a loss returns, by name; of the only one by "". @throws what the loss throws; GraphError for no tensor */
function termsOf(fn: PlainLoss, options: CheckLossOptions): Readonly<Record<string, Shape>> {
  const { shape, targetShape } = shapesOf(options);
  const result = fn(input("yTrue", [rows, ...targetShape]), input("yPred", [rows, ...shape]));
  const terms: Readonly<Record<string, unknown>> = result instanceof Tensor ? { "": result } : result;
  const entries = Object.entries(terms ?? {});
  const odd = entries.find(([, term]) => !(term instanceof Tensor));
  if (entries.length === 0 || odd !== undefined)
    throw new GraphError("custom loss", {
      expected: "a tensor or named tensors",
      got: odd === undefined ? "none" : `${typeof odd[1]} as "${odd[0]}"`,
    });
  return Object.fromEntries(entries.map(([name, term]) => [name, (term as Tensor).shape]));
}

function shapesOf({ shape = [4], targetShape, yTrue }: CheckLossOptions): { shape: Shape; targetShape: Shape } {
  return { shape, targetShape: targetShape ?? (yTrue === "classIndex" ? shape.slice(0, -1) : shape) };
}

async function checkTerm(fn: PlainLoss, term: string, values: Shape, options: CheckLossOptions): Promise<LossCheck[]> {
  const results: LossCheck[] = [];
  const isScalar = values.length === 0;
  if (!isScalar && values[0] !== rows)
    return [
      {
        name: "one value per example",
        result: "failed",
        findings: [
          `values of shape ${shapeText(values)} for a batch of ${rows}: reduce over the other axes, not over the batch`,
        ],
      },
    ];
  results.push({
    name: "one value per example",
    result: isScalar ? "warning" : "passed",
    findings: isScalar
      ? [
          "a scalar: weights and masks will be refused, and a smaller last batch counts like a full one; return one value per example",
        ]
      : [],
  });
  const info = infoOf(fn, term, values, options);
  const none = withoutGradient(info, options);
  if (none !== undefined) return [...results, { name: reach, result: "failed", findings: [none] }];
  const data = drawData(info, {}, { batch: rows });
  const subject = subjectOf(info, {}, { data });
  // Whether examples are compared with each other is found out first: the others read it.
  const isCoupled = !isScalar && (await tried(() => checkAlone(subject))).some(() => true);
  const known = isCoupled ? subjectOf({ ...info, coupled: true }, {}, { data }) : subject;
  for (const { name, run, isWarning = false } of checks) {
    if (isScalar && (run === checkZeroWeight || run === checkMask || run === checkAlone)) continue;
    results.push(await resultOf(name, () => run(run === checkAlone ? subject : known), isWarning));
  }
  return results;
}

/** What stands in the way of the gradient: no other check means anything then. */
function withoutGradient({ fn }: LossInfo, options: CheckLossOptions): string | undefined {
  const { shape, targetShape } = shapesOf(options);
  const yPred = input("yPred", [rows, ...shape]);
  try {
    gradients(fn(input("yTrue", [rows, ...targetShape]), yPred), [yPred], { unconnected: "zero" });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function tried(run: () => Promise<Findings>): Promise<Findings> {
  try {
    return await run();
  } catch {
    return []; // the check itself will say so
  }
}

async function resultOf(name: string, run: () => Promise<Findings>, isWarning: boolean): Promise<LossCheck> {
  try {
    const findings = await run();
    return { name, result: findings.length === 0 ? "passed" : isWarning ? "warning" : "failed", findings };
  } catch (error) {
    // ONNX Runtime lacks float64 kernels of some operators.
    const isMissing =
      error instanceof GraphError && /NOT_IMPLEMENTED|Could not find an implementation/.test(error.message);
    return { name, result: isMissing ? "skipped" : "failed", findings: [messageOf(error)] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof LossmithError || error instanceof Error ? error.message : String(error);
}

/** What the battery reads of a loss: one term of it, by shapes and domains. */
function infoOf(fn: PlainLoss, term: string, values: Shape, options: CheckLossOptions): LossInfo {
  const { shape, targetShape } = shapesOf(options);
  const { yTrue: target = "real", yPred: prediction = "real", minimum } = options;
  const isOverClasses = target === "simplex" || target === "classIndex" || prediction === "simplex";
  const notation = (sizes: Shape, overClasses: boolean): string =>
    `[${["batch", ...sizes.map((size, i) => (overClasses && i === sizes.length - 1 ? "classes" : String(size)))].join(", ")}]`;
  const inputs: LossInput[] = [
    { name: "yTrue", domain: target, shape: notation(targetShape, isOverClasses && target !== "classIndex") },
    { name: "yPred", domain: prediction, shape: notation(shape, isOverClasses), grad: true },
  ];
  const only = (result: Result): Tensor =>
    result instanceof Tensor ? result : ((result as Readonly<Record<string, Tensor>>)[term] as Tensor);
  return {
    fn: (yTrue: Tensor, yPred: Tensor) => only(fn(cast(yTrue, yPred.dtype), yPred)),
    aliases: [],
    family: "regression",
    tasks: [],
    summary: "",
    formula: "",
    inputs,
    params: {},
    values: values.length === 0 ? "[]" : `[${["batch", ...values.slice(1)].join(", ")}]`,
    sizes: isOverClasses ? { classes: shape.at(-1) ?? sizeOf(shape) } : {},
    minimum: minimum ?? null,
    kinks: [],
    cite: [],
    reference: {},
  };
}

const marks: Readonly<Record<LossCheck["result"], string>> = { passed: "✓", failed: "✗", warning: "!", skipped: "–" };

function reportOf(name: string, results: readonly LossCheck[]): LossReport {
  const count = (result: LossCheck["result"]): number => results.filter((each) => each.result === result).length;
  const lines = results.flatMap((each) => [
    `  ${marks[each.result]} ${each.name}`,
    ...each.findings.slice(0, 3).map((finding) => `      ${finding}`),
    ...(each.findings.length > 3 ? [`      and ${each.findings.length - 3} more`] : []),
  ]);
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  const summary = `${plural(count("failed"), "problem")}, ${plural(count("warning"), "warning")} in ${plural(results.length, "check")}`;
  return { passed: count("failed") === 0, checks: results, text: [`${name}: ${summary}`, ...lines].join("\n") };
}
