import type { NonFiniteFinding } from "../core/errors.ts";
import type { NormAt } from "./guard.ts";

/** How the norm of the weights rose over steps. */
export interface Growth {
  readonly factor: number;
  readonly steps: number;
}

/** A rise by this much over a few steps is no learning. */
const steep = 100;

/** The steepest rise of the norm up to a step, if it is one that says something. */
export function growthOf(norms: readonly NormAt[], step: number): Growth | undefined {
  const last = norms.findLast(({ steps }) => steps <= step);
  if (last === undefined) return undefined;
  // The shortest stretch that holds most of the rise.
  const total = Math.max(...norms.map(({ norm }) => last.norm / norm));
  if (!(total >= steep)) return undefined;
  const start = norms.findLast(({ norm }) => last.norm / norm >= total ** 0.9) as NormAt;
  return { factor: last.norm / start.norm, steps: last.steps - start.steps };
}

/** Ops that have no finite value, or none for their gradient, where an operand is 0 (or below), and what to write instead. */
const atZero: Readonly<Record<string, string>> = {
  log: "log has no value at 0 and below: use maximum(x, 1e-7) inside, log1p, xlogy, or a loss that takes logits",
  div: "the divisor is 0: add a small number to it, or choose with where on both operand and result",
  sqrt: "the slope of sqrt is infinite at 0: write sqrt(add(x, 1e-12))",
  rsqrt: "1 / sqrt is infinite at 0: add a small number inside",
  pow: "a negative or broken power has no value at 0 (and a broken one none below): hold the base away from it with maximum",
  reciprocal: "1 / x has no value at 0: add a small number to x",
};

/** What to do about a bad number. */
export function remedyFor(
  { cause, op, layer, term, row, value }: NonFiniteFinding,
  {
    growth,
    learningRate,
    operands = [],
  }: {
    readonly growth: Growth | undefined;
    readonly learningRate: number;
    readonly operands?: readonly ArrayLike<number>[];
  },
): string {
  if (cause === "data" || cause === "label" || cause === "sampleWeight")
    return `mend or leave out ${row === undefined ? "the example" : `example ${row}`}: training on it would make every weight ${Number.isNaN(value) ? "NaN" : "NaN or infinite"}`;
  if (growth !== undefined) {
    const rate = Number(learningRate.toPrecision(3));
    return `the norm of the weights grew x${growth.factor.toExponential(0).replace("e+", "e")} in ${growth.steps} step${growth.steps === 1 ? "" : "s"}: learning rate ${rate}, try ${Number((learningRate / 100).toPrecision(1))}; or clip gradients (globalClipNorm: 1)`;
  }
  if (cause === "weight") return `set "${layer}" to finite numbers (setWeights), or make the model anew`;
  if (cause === "optimizerState") return "compile again: the optimizer's state starts anew";
  const known = op === undefined ? undefined : atZero[op];
  if (known !== undefined && operands.some((operand) => holdsZero(operand))) return known;
  if (cause === "forward" && (op === "exp" || op === "expm1"))
    return "exp overflows: take the logarithm of the result instead (logSumExp, softplus, a loss from logits)";
  if (cause === "forward" && term !== undefined)
    return "check that the last layer gives what the loss takes: probabilities need an activation, logits fromLogits: true";
  return `lower the learning rate (${Number(learningRate.toPrecision(3))}, try ${Number((learningRate / 100).toPrecision(1))}) or clip gradients (globalClipNorm: 1); inputs far from 1 in size need scaling`;
}

function holdsZero(numbers: ArrayLike<number>): boolean {
  for (let i = 0; i < numbers.length; i++) if ((numbers[i] as number) <= 0) return true;
  return false;
}
