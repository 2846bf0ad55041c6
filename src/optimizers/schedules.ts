import { ArgumentError } from "../core/errors.ts";
import { describe } from "../core/tensor.ts";
import type { Schedule } from "./optimizer.ts";

// Learning rates by step. Steps count from 0 and are those of the whole training, over all epochs.

function requireNumber(where: string, name: string, value: number, { least = 0, above = false } = {}): void {
  if (!(Number.isFinite(value) && (above ? value > least : value >= least)))
    throw new ArgumentError(where, {
      expected: `${name}: a number ${above ? "above" : "from"} ${least}`,
      got: describe(value),
    });
}

function requireSteps(where: string, name: string, value: number, least = 1): void {
  if (!(Number.isInteger(value) && value >= least))
    throw new ArgumentError(where, { expected: `${name}: a whole number from ${least}`, got: describe(value) });
}

/** The same learning rate always. */
export function constantRate(learningRate: number): Schedule {
  requireNumber("constantRate", "learningRate", learningRate, { above: true });
  return () => learningRate;
}

/**
 * initial · decayRate^(step / decaySteps).
 * @param options `staircase`: by whole multiples of decaySteps only. Default false.
 */
export function exponentialDecay(
  initial: number,
  decaySteps: number,
  decayRate: number,
  { staircase = false }: { readonly staircase?: boolean } = {},
): Schedule {
  requireNumber("exponentialDecay", "initial", initial, { above: true });
  requireSteps("exponentialDecay", "decaySteps", decaySteps);
  requireNumber("exponentialDecay", "decayRate", decayRate, { above: true });
  return (step) => initial * decayRate ** (staircase ? Math.floor(step / decaySteps) : step / decaySteps);
}

/** Multiplied by `factor` (default 0.1) after every `every` steps. */
export function stepDecay(
  initial: number,
  every: number,
  { factor = 0.1 }: { readonly factor?: number } = {},
): Schedule {
  return exponentialDecay(initial, every, factor, { staircase: true });
}

/**
 * One learning rate up to each boundary.
 * @param boundaries rising steps; from step boundaries[i] on the rate is values[i + 1]
 * @param values one more than boundaries
 */
export function piecewiseConstant(boundaries: readonly number[], values: readonly number[]): Schedule {
  const rising = boundaries.every((step, i) => Number.isInteger(step) && step > (boundaries[i - 1] ?? 0));
  if (!rising || values.length !== boundaries.length + 1)
    throw new ArgumentError("piecewiseConstant", {
      expected: "rising whole boundaries above 0, and one value more than boundaries",
      got: `boundaries [${boundaries.join(", ")}] and ${values.length} values`,
    });
  for (const value of values) requireNumber("piecewiseConstant", "value", value);
  return (step) => values[boundaries.filter((boundary) => step >= boundary).length] as number;
}

export interface CosineDecayOptions {
  /** Learning rate at the end, as a share of the initial one. Default 0. */
  readonly alpha?: number;
  /** Steps of a rise in a line before the decay begins. Default 0. */
  readonly warmupSteps?: number;
}

/**
 * Falls along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983), then stays at the end's rate.
 * @param decaySteps of the fall, after those of the warm-up
 */
export function cosineDecay(
  initial: number,
  decaySteps: number,
  { alpha = 0, warmupSteps = 0 }: CosineDecayOptions = {},
): Schedule {
  requireNumber("cosineDecay", "initial", initial, { above: true });
  requireSteps("cosineDecay", "decaySteps", decaySteps);
  requireNumber("cosineDecay", "alpha", alpha);
  const fall: Schedule = (step) => {
    const share = (1 + Math.cos((Math.PI * Math.min(step, decaySteps)) / decaySteps)) / 2;
    return initial * (alpha + (1 - alpha) * share);
  };
  return warmupSteps === 0 ? fall : warmup(fall, warmupSteps);
}

export interface PolynomialDecayOptions {
  /** Learning rate at the end. Default 1e-4. */
  readonly end?: number;
  /** 1 (default): in a line. */
  readonly power?: number;
}

/** end + (initial - end) · (1 - step / decaySteps)^power, then `end`. */
export function polynomialDecay(
  initial: number,
  decaySteps: number,
  { end = 1e-4, power = 1 }: PolynomialDecayOptions = {},
): Schedule {
  requireNumber("polynomialDecay", "initial", initial, { above: true });
  requireSteps("polynomialDecay", "decaySteps", decaySteps);
  requireNumber("polynomialDecay", "end", end);
  requireNumber("polynomialDecay", "power", power, { above: true });
  return (step) => end + (initial - end) * (1 - Math.min(step, decaySteps) / decaySteps) ** power;
}

export interface OneCycleOptions {
  /** Share of the steps in which the rate rises. Default 0.3. */
  readonly rise?: number;
  /** The first rate is the highest divided by this. Default 25. */
  readonly divide?: number;
  /** The last rate is the first divided by this. Default 10000. */
  readonly finalDivide?: number;
  /** Default "cosine". */
  readonly shape?: "cosine" | "linear";
}

/**
 * Up to the highest rate and down to nearly 0 (Smith and Topin 2018, arXiv:1708.07120), as PyTorch's OneCycleLR.
 * @param highest learning rate at the peak
 * @param totalSteps of the whole training; after them the last rate stays
 */
export function oneCycle(
  highest: number,
  totalSteps: number,
  { rise = 0.3, divide = 25, finalDivide = 1e4, shape = "cosine" }: OneCycleOptions = {},
): Schedule {
  requireNumber("oneCycle", "highest", highest, { above: true });
  requireSteps("oneCycle", "totalSteps", totalSteps, 2);
  requireNumber("oneCycle", "divide", divide, { above: true });
  requireNumber("oneCycle", "finalDivide", finalDivide, { above: true });
  if (!(rise >= 0 && rise <= 1))
    throw new ArgumentError("oneCycle", { expected: "rise: a share from 0 to 1", got: describe(rise) });
  const first = highest / divide;
  const last = first / finalDivide;
  const peak = rise * totalSteps - 1;
  const between = (from: number, to: number, share: number): number =>
    shape === "linear" ? from + (to - from) * share : to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  return (step) => {
    const at = Math.min(step, totalSteps - 1);
    if (at <= peak && peak > 0) return between(first, highest, at / peak);
    return between(highest, last, Math.min(1, (at - peak) / (totalSteps - 1 - peak)));
  };
}

/**
 * Rises in a line to the first rate of a schedule, which it reaches in step `steps` and follows from there.
 * @param schedule learning rate or schedule after the rise; its steps count from the end of the rise
 */
export function warmup(schedule: number | Schedule, steps: number): Schedule {
  requireSteps("warmup", "steps", steps);
  const after = typeof schedule === "number" ? constantRate(schedule) : schedule;
  return (step) => (step < steps ? (after(0) * (step + 1)) / (steps + 1) : after(step - steps));
}
