import { ArgumentError } from "../core/errors.ts";
import { constant, describe, input, type Tensor } from "../core/tensor.ts";
import { add, div, mul } from "../ops/arithmetic.ts";
import { equal, greaterEqual, lessEqual, logicalAnd, logicalNot, where } from "../ops/compare.ts";
import { cast, sum } from "../ops/structure.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import type { FloatDType } from "./network.ts";
import { resultName } from "./parts.ts";

// Mixed precision (Micikevicius et al. 2018, arXiv:1710.03740): products of layers in float16, weights, statistics, loss and
// update in float32. Gradients below 2^-24 would be lost in float16, so the loss is multiplied by a scale on the way back and
// the gradients divided by it. The scale is halved where they overflow, and that step is left out; it grows where they have not
// for a while.

/** How the loss is scaled. Powers of 2 change no digit of a gradient. */
export interface LossScaling {
  /** The first scale. Default 65536. */
  readonly initialScale?: number;
  /** What the scale is multiplied by after `growthInterval` steps without overflow. Default 2. */
  readonly growthFactor?: number;
  /** What it is multiplied by after an overflow. Default 0.5. */
  readonly backoffFactor?: number;
  /** Default 2000. */
  readonly growthInterval?: number;
}

/** false: none. true: with the defaults of `LossScaling`. */
export type MixedPrecision = boolean | LossScaling;

/** Loss scaling with all of its figures. */
export type ScalingPlan = Required<LossScaling>;

/** Adds up over an epoch what steps in mixed precision report. */
export class ScalingLog {
  private lossScale: number | undefined;
  private skippedSteps = 0;

  async add(outputs: Values): Promise<void> {
    const [scales, skipped] = [outputs[resultName.lossScale], outputs[resultName.skipped]];
    if (scales === undefined || skipped === undefined) return;
    this.lossScale = (await scales.numbers()).at(-1);
    for (const one of await skipped.numbers()) this.skippedSteps += one;
  }

  get figures(): { readonly lossScale?: number; readonly skippedSteps?: number } {
    const { lossScale, skippedSteps } = this;
    return lossScale === undefined ? {} : { lossScale, skippedSteps };
  }
}

/** Names of what is kept from step to step: "#" marks what is no weight. */
const names = { scale: "mixedPrecision#lossScale", good: "mixedPrecision#goodSteps" };

/** @throws ArgumentError for a figure out of range, or for a network of float64 */
export function planScaling(given: MixedPrecision | undefined, dtype: string): ScalingPlan | undefined {
  if (given === undefined || given === false) return undefined;
  if (dtype !== "float32")
    throw new ArgumentError("mixedPrecision", {
      expected: "a network of float32",
      got: dtype,
      fix: "leave it out, or leave the network's dtype out",
    });
  if (given !== true && typeof given !== "object")
    throw new ArgumentError("mixedPrecision", {
      expected: "true, false or figures of loss scaling",
      got: describe(given),
    });
  const defaults = { initialScale: 65536, growthFactor: 2, backoffFactor: 0.5, growthInterval: 2000 };
  const plan = { ...defaults, ...(given === true ? {} : given) };
  const rules: readonly (readonly [keyof ScalingPlan, string, boolean])[] = [
    ["initialScale", "a finite number from 1", plan.initialScale >= 1 && Number.isFinite(plan.initialScale)],
    ["growthFactor", "a finite number above 1", plan.growthFactor > 1 && Number.isFinite(plan.growthFactor)],
    ["backoffFactor", "a number between 0 and 1", plan.backoffFactor > 0 && plan.backoffFactor < 1],
    ["growthInterval", "a whole number from 1", Number.isInteger(plan.growthInterval) && plan.growthInterval >= 1],
  ];
  for (const [option, expected, isRight] of rules)
    if (!isRight) throw new ArgumentError(`mixedPrecision: ${option}`, { expected, got: String(plan[option]) });
  return plan;
}

/** The state of loss scaling before the first step. */
export function freshScale({ initialScale }: ScalingPlan): Values {
  return { [names.scale]: Value.of([initialScale], [], "float32"), [names.good]: Value.of([0], [], "float32") };
}

/** Loss scaling inside a step. */
export interface Scaling {
  readonly scale: Tensor;
  /** Gradients of the scaled loss as those of the loss. */
  unscale(gradients: readonly Tensor[]): Tensor[];
  /** What an overflow changes. @param gradients as `unscale` gave them */
  judge(gradients: readonly Tensor[]): Judgement;
}

interface Judgement {
  /** bool scalar: no gradient overflowed. */
  readonly isSound: Tensor;
  /** Next values of the scale and of the steps since it changed. */
  readonly next: readonly { readonly tensor: Tensor; readonly next: Tensor }[];
  /** 0, or NaN where the gradients are not finite and no smaller scale can help. */
  readonly failure: Tensor;
  /** 1 where the step is left out, else 0. */
  readonly skipped: Tensor;
}

/** 0 where all numbers of some tensors are finite, else NaN. */
export function nanUnlessFinite(tensors: readonly Tensor[], dtype: FloatDType): Tensor {
  return tensors.map((x) => sum(mul(x, 0))).reduce((a, b) => add(a, b), constant(0, { dtype }));
}

/** Loss scaling as part of a step's graph. */
export function scalingOf(plan: ScalingPlan): Scaling {
  const scale = input(names.scale, [], { dtype: "float32" });
  const good = input(names.good, [], { dtype: "float32" });
  return {
    scale,
    unscale: (gradients) => {
      const factor = div(constant(1, { dtype: "float32" }), scale);
      return gradients.map((gradient) => mul(gradient, factor));
    },
    judge(gradients) {
      const isSound = equal(nanUnlessFinite(gradients, "float32"), 0);
      const count = add(good, 1);
      const grows = greaterEqual(count, plan.growthInterval);
      const larger = where(grows, mul(scale, plan.growthFactor), scale);
      const overflowed = logicalNot(isSound);
      return {
        isSound,
        next: [
          { tensor: scale, next: where(isSound, larger, mul(scale, plan.backoffFactor)) },
          { tensor: good, next: where(logicalAnd(isSound, logicalNot(grows)), count, 0) },
        ],
        failure: where(logicalAnd(overflowed, lessEqual(scale, 1)), Number.NaN, constant(0, { dtype: "float32" })),
        skipped: cast(overflowed, "float32"),
      };
    },
  };
}
