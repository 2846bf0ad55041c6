import type { Schedule } from "../../optimizers/optimizer.ts";
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  oneCycle,
  polynomialDecay,
  stepDecay,
} from "../../optimizers/schedules.ts";

/** Share of the steps in which the rate rises before the cosine. */
const warmupShare = 0.05;

export type ScheduleName = "cosine" | "warmup-cosine" | "linear" | "exponential" | "step" | "one-cycle" | "constant";

const schedules: Readonly<Record<ScheduleName, (rate: number, steps: number) => Schedule>> = {
  cosine: (rate, steps) => cosineDecay(rate, steps),
  "warmup-cosine": (rate, steps) => {
    const warmupSteps = Math.floor(warmupShare * steps);
    return cosineDecay(rate, Math.max(1, steps - warmupSteps), { warmupSteps });
  },
  linear: (rate, steps) => polynomialDecay(rate, steps, { end: 0 }),
  exponential: (rate, steps) => exponentialDecay(rate, steps, 0.01),
  step: (rate, steps) => stepDecay(rate, Math.ceil(steps / 3)),
  "one-cycle": (rate, steps) => (steps < 2 ? constantRate(rate) : oneCycle(rate, steps)),
  constant: (rate) => constantRate(rate),
};

/** Names of the schedules a run can have, the default first. */
export const scheduleNames: readonly ScheduleName[] = Object.keys(schedules) as ScheduleName[];

/** The learning rate over a training of so many steps, at most `rate`. */
export function scheduleFor(name: ScheduleName, rate: number, steps: number): Schedule {
  return schedules[name](rate, steps);
}
