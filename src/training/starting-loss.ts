import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { type Finding, short } from "../data/findings.ts";
import type { Values } from "../runtime/stepper.ts";
import { weightField } from "./counting.ts";
import { targetFields } from "./data-fields.ts";
import { type OutputPlan, type Plan, resultName, termName } from "./program.ts";
import { statisticsOf } from "./statistics.ts";

/** What the first loss should be about, and why. */
interface Expectation {
  readonly term: string;
  readonly value: number;
  readonly why: string;
  /** A first loss above this tells of something else than chance. */
  readonly limit: number;
}

/** Losses whose value for a network that knows nothing yet follows from the task alone. */
async function expectationsFor(plan: Plan, dataset: Dataset): Promise<Expectation[]> {
  if (dataset.fields[weightField] !== undefined) return [];
  const expected: Expectation[] = [];
  for (const target of targetFields(plan, dataset)) {
    const { output, outputShape, field } = target;
    const { loss } = output;
    if (loss?.reduction !== "mean" || isWeighted(output)) continue;
    const term = termName(plan, output.output, loss.name);
    const axis = typeof loss.options["axis"] === "number" ? loss.options["axis"] : -1;
    const classes = axis < 0 ? outputShape.at(axis) : outputShape[axis - 1];
    if (loss.name.endsWith("ategoricalCrossentropy") && classes !== undefined)
      expected.push(ofChance(term, Math.log(classes), `ln ${classes}, that of ${classes} equally likely classes`));
    if (loss.name === "binaryCrossentropy") expected.push(ofChance(term, Math.LN2, "ln 2, that of an even chance"));
    if (loss.name !== "meanSquaredError" || sizeOf((dataset.fields[field] as Field).shape) !== sizeOf(outputShape))
      continue;
    const { deviation, mean } = await statisticsOf(dataset, field, "target");
    const value = deviation ** 2 + mean ** 2;
    // The predictions of a network of few inputs start with a mean square of several.
    expected.push({ term, value, why: "the mean square of the targets, that of predicting 0", limit: 10 * value + 10 });
  }
  return expected;
}

function ofChance(term: string, value: number, why: string): Expectation {
  return { term, value, why, limit: 3 * value + 1 };
}

function isWeighted({ loss }: OutputPlan): boolean {
  return ["classWeights", "posWeight"].some((name) => {
    const value = loss?.options[name];
    return value !== undefined && value !== null && value !== 1;
  });
}

/**
 * Compares the loss of the first batch, before any update, with that of a network that knows nothing yet: far above it,
 * inputs are not scaled, weights start too large or the last layer does not fit the loss.
 * @param outputs of the first steps
 */
export async function startingLossFindings(plan: Plan, dataset: Dataset, outputs: Values): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { term, value, why, limit } of await expectationsFor(plan, dataset)) {
    const [total] = (await outputs[resultName.total(term)]?.numbers()) ?? [];
    const [divisor] = (await outputs[resultName.divisor(term)]?.numbers()) ?? [];
    if (total === undefined || !divisor) continue;
    const actual = total / divisor;
    if (!(actual > limit)) continue;
    findings.push({
      code: "STARTING_LOSS",
      where: term,
      expected: `about ${short(value)} before the first update (${why})`,
      got: short(actual),
      fix: "scale the inputs to about -1 to 1, start from smaller weights, or check what the targets are",
    });
  }
  return findings;
}
