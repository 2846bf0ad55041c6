import { ArgumentError, ShapeError } from "../core/errors.ts";
import type { NoiseSchedule } from "../core/noise-schedule.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, div, floor, mul, sqrt, sub } from "../ops/arithmetic.ts";
import { where } from "../ops/compare.ts";
import { gather } from "../ops/gather.ts";
import { concat } from "../ops/indexing.ts";
import { bernoulli, randomNormal, randomUniform } from "../ops/random.ts";
import { cast, reshape } from "../ops/structure.ts";
import { cos, sin } from "../ops/trigonometric.ts";
import { checkCount } from "./dense.ts";
import { defineLayer, type Layer } from "./layer.ts";

interface Named {
  readonly name?: string;
}

/** A step of a diffusion for each example, uniformly random, in training and evaluation alike. Output [batch], int64. */
export function randomStep({ steps }: Pick<NoiseSchedule, "steps">, { name }: Named = {}): Layer {
  checkCount("randomStep", "steps", steps);
  return defineLayer({
    kind: "randomStep",
    arity: 1,
    name,
    options: { steps },
    call([x], { seed, stream }) {
      const [batch = 1] = (x as Tensor).shape;
      return cast(floor(mul(randomUniform([batch], { seed, stream }), steps)), "int64");
    },
  });
}

/** Standard normal numbers of the input's shape, in training and evaluation alike. */
export function normalNoise({ name }: Named = {}): Layer {
  return defineLayer({
    kind: "normalNoise",
    arity: 1,
    name,
    options: {},
    call: ([x], { seed, stream }) => randomNormal((x as Tensor).shape, { seed, stream, dtype: (x as Tensor).dtype }),
  });
}

function lookUp(schedule: NoiseSchedule, step: Tensor, dtype: Tensor["dtype"]): Tensor {
  return gather(constant(schedule.alphaBar, { shape: [schedule.steps], dtype }), cast(step, "int64"));
}

/**
 * Examples with the noise of their steps: √ᾱ x + √(1 - ᾱ) ε. Called on three inputs: `forwardDiffusion(schedule)(x, noise, step)`.
 * x, noise: [batch, ...]; step: [batch] whole numbers.
 */
export function forwardDiffusion(schedule: NoiseSchedule, { name }: Named = {}): Layer {
  return defineLayer({
    kind: "forwardDiffusion",
    arity: 3,
    name,
    options: { schedule: { kind: schedule.kind, steps: schedule.steps } },
    call(inputs) {
      const [x, noise, step] = inputs as [Tensor, Tensor, Tensor];
      if (!sameShape(x.shape, noise.shape) || step.rank !== 1)
        throw new ShapeError("forwardDiffusion", {
          expected: "examples, noise of equal shape, and one step for each",
          got: inputs.map((each) => shapeText(each.shape)).join(", "),
        });
      const alphaBar = reshape(lookUp(schedule, step, x.dtype), [step.size, ...x.shape.slice(1).map(() => 1)]);
      return add(mul(sqrt(alphaBar), x), mul(sqrt(sub(1, alphaBar)), noise));
    },
  });
}

/** Share of the signal's variance ᾱ at steps [batch], or the signal-to-noise ratio ᾱ / (1 - ᾱ). Output [batch]. */
export function noiseLevel(schedule: NoiseSchedule, { as = "alphaBar", name }: NoiseLevelOptions = {}): Layer {
  if (as !== "alphaBar" && as !== "snr")
    throw new ArgumentError("noiseLevel: as", { expected: '"alphaBar" or "snr"', got: String(as) });
  return defineLayer({
    kind: "noiseLevel",
    arity: 1,
    name,
    options: { schedule: { kind: schedule.kind, steps: schedule.steps }, as },
    call([step]) {
      const alphaBar = lookUp(schedule, step as Tensor, "float32");
      return as === "alphaBar" ? alphaBar : div(alphaBar, sub(1, alphaBar));
    },
  });
}

export interface NoiseLevelOptions extends Named {
  /** Default "alphaBar". */
  readonly as?: "alphaBar" | "snr";
}

/**
 * Sines and cosines of whole numbers at wavelengths from 2π to 10000 · 2π, so that a network can tell steps apart (Vaswani et al.
 * 2017, arXiv:1706.03762). Input [batch], output [batch, size]; `size` is even.
 */
export function sinusoidalEmbedding(size: number, { name }: Named = {}): Layer {
  checkCount("sinusoidalEmbedding", "size", size);
  if (size % 2 !== 0)
    throw new ArgumentError("sinusoidalEmbedding: size", { expected: "an even number", got: String(size) });
  return defineLayer({
    kind: "sinusoidalEmbedding",
    arity: 1,
    name,
    options: { size },
    call([given]) {
      const position = given as Tensor;
      if (position.rank !== 1)
        throw new ShapeError("sinusoidalEmbedding", { expected: "[batch]", got: shapeText(position.shape) });
      const half = size / 2;
      const rates = Array.from({ length: half }, (_, i) => 10_000 ** (-i / Math.max(1, half - 1)));
      const angles = mul(
        reshape(cast(position, "float32"), [position.size, 1]),
        constant(rates, { shape: [1, half], dtype: "float32" }),
      );
      return concat([sin(angles), cos(angles)], { axis: 1 });
    },
  });
}

/**
 * In training, puts another class in the place of a share of the labels: a network that is told the class learns what it does
 * without, for classifier-free guidance (Ho and Salimans 2022, arXiv:2207.12598). Input and output [batch, ...], int64.
 * @param replacement the class that says "none", usually the number of classes
 */
export function labelDropout(rate: number, replacement: number, { name }: Named = {}): Layer {
  if (!(rate >= 0 && rate < 1))
    throw new ArgumentError("labelDropout", { expected: "a rate from 0, below 1", got: String(rate) });
  return defineLayer({
    kind: "labelDropout",
    arity: 1,
    name,
    options: { rate, replacement },
    call([given], { training, seed, stream }) {
      const labels = given as Tensor;
      if (!training || rate === 0) return labels;
      const dropped = bernoulli(labels.shape, { seed, stream, probability: rate });
      return where(cast(dropped, "bool"), constant(replacement, { dtype: labels.dtype }), labels);
    },
  });
}

/**
 * Adds a number to each channel of each example, so that a network can be told a step or a class: `channelBias()(x, bias)`.
 * x: [batch, channels, ...space]; bias: [batch, channels].
 */
export function channelBias({ name }: Named = {}): Layer {
  return defineLayer({
    kind: "channelBias",
    arity: 2,
    name,
    options: {},
    call(inputs) {
      const [x, bias] = inputs as [Tensor, Tensor];
      if (x.rank < 3 || !sameShape(bias.shape, x.shape.slice(0, 2)))
        throw new ShapeError("channelBias", {
          expected: "[batch, channels, ...space] and [batch, channels]",
          got: `${shapeText(x.shape)} and ${shapeText(bias.shape)}`,
        });
      return add(x, reshape(bias, [...bias.shape, ...x.shape.slice(2).map(() => 1)]));
    },
  });
}
