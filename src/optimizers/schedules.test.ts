import { expect, test } from "vitest";
import { ArgumentError } from "../core/errors.ts";
import type { Schedule } from "./optimizer.ts";
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  oneCycle,
  piecewiseConstant,
  polynomialDecay,
  stepDecay,
  warmup,
} from "./schedules.ts";

test.each<[string, Schedule, Record<number, number>]>([
  ["constant", constantRate(0.2), { 0: 0.2, 999: 0.2 }],
  ["exponential", exponentialDecay(1, 10, 0.5), { 0: 1, 5: Math.SQRT1_2, 10: 0.5, 30: 0.125 }],
  ["staircase", exponentialDecay(1, 10, 0.5, { staircase: true }), { 9: 1, 10: 0.5, 19: 0.5, 20: 0.25 }],
  ["steps", stepDecay(1, 3), { 0: 1, 2: 1, 3: 0.1, 6: 0.01 }],
  ["piecewise", piecewiseConstant([2, 5], [3, 2, 1]), { 0: 3, 1: 3, 2: 2, 4: 2, 5: 1, 9: 1 }],
  ["cosine", cosineDecay(2, 10), { 0: 2, 5: 1, 10: 0, 20: 0 }],
  ["cosine above 0", cosineDecay(2, 10, { alpha: 0.5 }), { 0: 2, 5: 1.5, 10: 1 }],
  ["cosine after warm-up", cosineDecay(2, 10, { warmupSteps: 3 }), { 0: 0.5, 2: 1.5, 3: 2, 8: 1, 13: 0 }],
  ["polynomial", polynomialDecay(1, 10, { end: 0.2, power: 2 }), { 0: 1, 5: 0.4, 10: 0.2, 20: 0.2 }],
  ["warm-up", warmup(0.5, 4), { 0: 0.1, 3: 0.4, 4: 0.5, 50: 0.5 }],
  ["warm-up of a schedule", warmup(stepDecay(1, 2), 1), { 0: 0.5, 1: 1, 2: 1, 3: 0.1 }],
  // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=10), PyTorch 1.13
  [
    "one cycle",
    oneCycle(1, 10),
    {
      0: 0.04,
      1: 0.52,
      2: 1,
      3: 0.9504846320134737,
      5: 0.6112620219362893,
      8: 0.049519367986526286,
      9: 4e-6,
    },
  ],
  [
    "one cycle in lines",
    oneCycle(1, 11, { shape: "linear", rise: 0.3, divide: 10 }),
    {
      0: 0.1,
      1: 0.4913043478260869,
      10: 1e-5,
      99: 1e-5,
    },
  ],
])("%s", (_, schedule, points) => {
  for (const [step, want] of Object.entries(points)) expect(schedule(Number(step))).toBeCloseTo(want, 8);
});

test.each<[string, () => unknown]>([
  ["rate 0", () => cosineDecay(0, 10)],
  ["no steps", () => cosineDecay(1, 0)],
  ["half a step", () => exponentialDecay(1, 0.5, 0.9)],
  ["falling boundaries", () => piecewiseConstant([5, 2], [1, 2, 3])],
  ["too few values", () => piecewiseConstant([5], [1])],
  ["rise above 1", () => oneCycle(1, 10, { rise: 2 })],
])("%s is refused", (_, make) => expect(make).toThrow(ArgumentError));
