import { ArgumentError } from "../core/errors.ts";
import type { Callback } from "./callbacks.ts";
import { type MonitorOptions, monitorOf } from "./monitor.ts";
import type { Snapshot } from "./trainer.ts";

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without a better figure after which training stops. Default 3. */
  readonly patience?: number;
  /** A figure must be better by more than this to count. Default 0. */
  readonly minDelta?: number;
  /** Go back to the weights (and optimizer state) of the best epoch when training ends. Default true. */
  readonly restoreBest?: boolean;
}

/**
 * Stops when a figure has not become better for `patience` epochs, and goes back to the best epoch.
 * @throws NameError after the first epoch when there is no such figure; ArgumentError when a metric of your own does not say
 * whether higher is better and `mode` does not either
 */
export function earlyStopping(
  options: EarlyStoppingOptions = {},
): Callback & { readonly bestEpoch: number | undefined } {
  const { patience = 3, minDelta = 0, restoreBest = true } = options;
  requireCount("earlyStopping", "patience", patience);
  requireAmount("earlyStopping", "minDelta", minDelta);
  const read = monitorOf("earlyStopping", options);
  let best = Number.POSITIVE_INFINITY;
  let bestEpoch: number | undefined;
  let lastEpoch = 0;
  let waited = 0;
  let kept: Snapshot | undefined;
  return {
    name: "earlyStopping",
    get bestEpoch() {
      return bestEpoch;
    },
    onTrainBegin() {
      [best, bestEpoch, lastEpoch, waited, kept] = [Number.POSITIVE_INFINITY, undefined, 0, 0, undefined];
    },
    async onEpochEnd(record, control) {
      lastEpoch = record.epoch;
      const value = read(record, control);
      if (value < best - minDelta) {
        [best, bestEpoch, waited] = [value, record.epoch, 0];
        if (restoreBest) kept = await control.snapshot();
      } else if (++waited >= patience) control.stop();
    },
    onEnd(_, control) {
      if (kept !== undefined && bestEpoch !== lastEpoch) control.restore(kept);
    },
  };
}

export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied with. Default 0.1. */
  readonly factor?: number;
  /** Epochs without a better figure after which it is. Default 10. */
  readonly patience?: number;
  /** A figure must be better by more than this to count. Default 1e-4. */
  readonly minDelta?: number;
  /** Epochs after a reduction in which nothing is counted. Default 0. */
  readonly cooldown?: number;
  /** The factors together become no smaller than this. Default 0. */
  readonly leastScale?: number;
}

/** Lowers the learning rate (whatever its schedule) when a figure has not become better for `patience` epochs. */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): Callback {
  const { factor = 0.1, patience = 10, minDelta = 1e-4, cooldown = 0, leastScale = 0 } = options;
  if (!(factor > 0 && factor < 1))
    throw new ArgumentError("reduceOnPlateau", { expected: "factor: between 0 and 1", got: String(factor) });
  requireCount("reduceOnPlateau", "patience", patience);
  requireAmount("reduceOnPlateau", "minDelta", minDelta);
  requireAmount("reduceOnPlateau", "cooldown", cooldown);
  requireAmount("reduceOnPlateau", "leastScale", leastScale);
  const read = monitorOf("reduceOnPlateau", options);
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  let resting = 0;
  return {
    name: "reduceOnPlateau",
    onTrainBegin() {
      [best, waited, resting] = [Number.POSITIVE_INFINITY, 0, 0];
    },
    onEpochEnd(record, control) {
      const value = read(record, control);
      const isResting = resting > 0;
      if (isResting) resting--;
      if (value < best - minDelta) [best, waited] = [value, 0];
      else if (!isResting && ++waited >= patience) {
        control.rateScale = Math.max(leastScale, control.rateScale * factor);
        [waited, resting] = [0, cooldown];
      }
    },
  };
}

function requireCount(where: string, name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new ArgumentError(where, { expected: `${name}: a whole number from 1`, got: String(value) });
}

function requireAmount(where: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0))
    throw new ArgumentError(where, { expected: `${name}: a number from 0`, got: String(value) });
}
