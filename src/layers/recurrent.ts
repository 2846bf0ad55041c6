import { gruSteps } from "../autodiff/gru.ts";
import { lstmSteps } from "../autodiff/lstm.ts";
import { scan } from "../autodiff/scan.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { dropout as dropoutOp } from "../ops/dropout.ts";
import { sigmoid, tanh } from "../ops/exponential.ts";
import { concat, flip, slice, split } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { fullLike, reshape, sum, transpose } from "../ops/structure.ts";
import { type ActivationLike, activationText, resolveActivation } from "./activation.ts";
import { checkCount } from "./dense.ts";
import { glorotUniform, type InitializerLike, orthogonal, resolveInitializer, zeros } from "./initializers.ts";
import { defineLayer, type Initializer, type Layer, type WeightSpec } from "./layer.ts";
import { penaltyOptions, type RegularizerLike, resolveRegularizer } from "./regularizers.ts";

/** Options of layers that walk along time. */
export interface RecurrentOptions {
  readonly name?: string;
  /** The outputs of all steps, [batch, time, ...], instead of the last one. Default false. */
  readonly returnSequences?: boolean;
  /** From the last step to the first; with `returnSequences`, outputs come in the order they were made, as in Keras. Default false. */
  readonly goBackwards?: boolean;
  /** A second set of weights that walks the other way, its outputs beside the first one's: 2 · units features. Default false. */
  readonly bidirectional?: boolean;
  /** Default true. */
  readonly useBias?: boolean;
  /** In training, share of the input's features that are 0 in all steps of an example (Gal and Ghahramani 2016, arXiv:1512.05287). Default 0. */
  readonly dropout?: number;
  /** Of the weights by which the input enters. Default glorotUniform. */
  readonly kernelInitializer?: InitializerLike;
  /** Of the weights by which the output before enters. Default orthogonal. */
  readonly recurrentInitializer?: InitializerLike;
  /** Default zeros. */
  readonly biasInitializer?: InitializerLike;
  /** Penalties on the weights, added to the loss. Default none. */
  readonly kernelRegularizer?: RegularizerLike;
  readonly recurrentRegularizer?: RegularizerLike;
  readonly biasRegularizer?: RegularizerLike;
}

/** Outputs of every step, [time, batch, units], and the last one made, [batch, units]. */
interface Walked {
  readonly all: Tensor;
  readonly last: Tensor;
}

/** What tells one kind of recurrent layer from another. */
interface Kind {
  readonly kind: "lstm" | "gru" | "simpleRnn";
  /** How many blocks of `units` columns the weights have. */
  readonly blocks: number;
  readonly extraOptions: Readonly<Record<string, unknown>>;
  /** Weights besides the kernels. @param bias first values and penalty of biases */
  biases(bias: Omit<WeightSpec, "shape">): Readonly<Record<string, WeightSpec>>;
  /** @param x what the input adds, [time, batch, blocks · units], with `bias` in it. @param weight any other of the direction's weights */
  walk(x: Tensor, weight: (name: string) => Tensor | undefined, reverse: boolean): Walked;
}

/** Names of one direction's weights. */
const named = (name: string, isBackward: boolean): string =>
  isBackward ? `backward${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;

function recurrent(units: number, options: RecurrentOptions, kind: Kind): Layer {
  const { kind: name, blocks } = kind;
  const { returnSequences = false, goBackwards = false, bidirectional = false, useBias = true, dropout = 0 } = options;
  checkCount(name, "units", units);
  if (!(dropout >= 0 && dropout < 1))
    throw new ArgumentError(`${name}: dropout`, { expected: "a rate from 0, below 1", got: String(dropout) });
  const { kernelInitializer = glorotUniform, recurrentInitializer = orthogonal, biasInitializer = zeros } = options;
  const kernel = {
    initializer: resolveInitializer(kernelInitializer),
    regularizer: resolveRegularizer(options.kernelRegularizer),
  };
  const recurrentKernel = {
    shape: [units, blocks * units],
    initializer: resolveInitializer(recurrentInitializer),
    regularizer: resolveRegularizer(options.recurrentRegularizer),
  };
  const biases = kind.biases({
    initializer: resolveInitializer(biasInitializer),
    regularizer: resolveRegularizer(options.biasRegularizer),
  });
  const directions = bidirectional ? [false, true] : [false];
  return defineLayer({
    kind: name,
    arity: 1,
    name: options.name,
    options: {
      units,
      returnSequences,
      goBackwards,
      bidirectional,
      useBias,
      dropout,
      ...penaltyOptions("kernelRegularizer", options.kernelRegularizer),
      ...penaltyOptions("recurrentRegularizer", options.recurrentRegularizer),
      ...penaltyOptions("biasRegularizer", options.biasRegularizer),
      ...kind.extraOptions,
    },
    weights([shape]) {
      const [, features] = requireSequence(name, shape as Shape);
      const one = {
        kernel: { shape: [features, blocks * units], ...kernel },
        recurrentKernel,
        ...(useBias ? biases : {}),
      };
      return Object.fromEntries(
        directions.flatMap((isBackward) => Object.entries(one).map(([key, spec]) => [named(key, isBackward), spec])),
      );
    },
    call([given], { weights, training, seed, stream }) {
      const steps = transpose(given as Tensor, [1, 0, 2]);
      const [, batch, features] = steps.shape as [number, number, number];
      const x =
        training && dropout > 0
          ? dropoutOp(steps, { rate: dropout, seed, stream, noiseShape: [1, batch, features] })
          : steps;
      const parts = directions.map((isBackward) => {
        const weight = (key: string): Tensor | undefined => weights[named(key, isBackward)];
        const product = matMul(x, weight("kernel") as Tensor);
        const bias = weight("bias");
        const reverse = isBackward !== goBackwards;
        const { all, last } = kind.walk(bias === undefined ? product : add(product, bias), weight, reverse);
        return returnSequences ? all : last;
      });
      const joined = concat(parts, { axis: -1 });
      if (!returnSequences) return joined;
      return transpose(goBackwards ? flip(joined, 0) : joined, [1, 0, 2]);
    },
  });
}

function requireSequence(layer: string, shape: Shape): readonly [time: number, features: number] {
  const [time, features] = shape;
  if (shape.length !== 2 || !time || features === undefined)
    throw new ShapeError(layer, {
      expected: "examples of shape [time, features], at least one step",
      got: shapeText(shape),
      fix: shape.length === 1 ? "reshape([-1, 1]) first for one feature a step" : "reshape() or permute() first",
    });
  return [time, features];
}

/** Options of an LSTM layer. */
export interface LstmOptions extends RecurrentOptions {
  /** The forget gate's bias starts at 1 (Jozefowicz et al. 2015, proceedings.mlr.press/v37/jozefowicz15), so that states last. Default true. */
  readonly unitForgetBias?: boolean;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735): c' = σ(f) · c + σ(i) · tanh(g),
 * h' = σ(o) · tanh(c'). Input [batch, time, features], output [batch, units], or [batch, time, units] with
 * `returnSequences`. Weights kernel [features, 4 · units], recurrentKernel [units, 4 · units], bias [4 · units], their
 * blocks in the order i, f, g, o, as in Keras and PyTorch; the other direction's are backwardKernel and so on. States start
 * at 0.
 */
export function lstm(units: number, options: LstmOptions = {}): Layer {
  const { unitForgetBias = true } = options;
  return recurrent(units, options, {
    kind: "lstm",
    blocks: 4,
    extraOptions: { unitForgetBias },
    biases: (bias) => ({
      bias: {
        ...bias,
        shape: [4 * units],
        initializer: unitForgetBias ? onesInForgetGate(bias.initializer, units) : bias.initializer,
      },
    }),
    walk: (x, weight, reverse) => lstmSteps(x, weight("recurrentKernel") as Tensor, { reverse }),
  });
}

function onesInForgetGate(others: Initializer, units: number): Initializer {
  return (shape, random) =>
    Float64Array.from(others(shape, random), (value, i) => (i >= units && i < 2 * units ? 1 : value));
}

/** Options of a GRU layer. */
export interface GruOptions extends RecurrentOptions {
  /** Whether the reset gate acts after the matrix product (Keras, PyTorch) or before it, as first published. Default true. */
  readonly resetAfter?: boolean;
}

/**
 * Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078): h' = z · h + (1 - z) · n with n = tanh(xₙ + r · (h · recurrentₙ +
 * recurrentBiasₙ)). Input [batch, time, features], output [batch, units], or [batch, time, units] with `returnSequences`.
 * Weights kernel [features, 3 · units], recurrentKernel [units, 3 · units], bias and (with `resetAfter`) recurrentBias
 * [3 · units], their blocks in the order z, r, n, as in Keras (PyTorch: r, z, n). The output starts at 0.
 */
export function gru(units: number, options: GruOptions = {}): Layer {
  const { resetAfter = true } = options;
  return recurrent(units, options, {
    kind: "gru",
    blocks: 3,
    extraOptions: { resetAfter },
    biases: (bias) => {
      const spec = { ...bias, shape: [3 * units] };
      return resetAfter ? { bias: spec, recurrentBias: spec } : { bias: spec };
    },
    walk(x, weight, reverse) {
      const kernel = weight("recurrentKernel") as Tensor;
      if (!resetAfter) return resetBefore(x, kernel, reverse);
      const bias = weight("recurrentBias") ?? fullLike(sum(kernel, { axes: 0 }), 0);
      return gruSteps(x, kernel, bias, { reverse });
    },
  });
}

function resetBefore(x: Tensor, kernel: Tensor, reverse: boolean): Walked {
  const units = kernel.shape[0] as number;
  const [ofGates, ofCandidate] = split(kernel, [2 * units, units], { axis: 1 }) as [Tensor, Tensor];
  return walk(x, units, reverse, (h, at) => {
    const [gates, candidate] = split(at, [2 * units, units], { axis: 1 }) as [Tensor, Tensor];
    const [z, r] = split(sigmoid(add(gates, matMul(h, ofGates))), 2, { axis: 1 }) as [Tensor, Tensor];
    const n = tanh(add(candidate, matMul(mul(r, h), ofCandidate)));
    return add(n, mul(z, sub(h, n)));
  });
}

/** Options of a simple recurrent layer. */
export interface SimpleRnnOptions extends RecurrentOptions {
  /** Default "tanh". */
  readonly activation?: ActivationLike;
}

/**
 * Recurrent network of Elman (1990, doi:10.1207/s15516709cog1402_1): h' = activation(x · kernel + h · recurrentKernel + bias).
 * Input [batch, time, features], output [batch, units], or [batch, time, units] with `returnSequences`. Weights kernel
 * [features, units], recurrentKernel [units, units], bias [units]. The output starts at 0.
 */
export function simpleRnn(units: number, options: SimpleRnnOptions = {}): Layer {
  const { activation = "tanh" } = options;
  const activate = resolveActivation(activation);
  return recurrent(units, options, {
    kind: "simpleRnn",
    blocks: 1,
    extraOptions: { activation: activationText(activation) },
    biases: (bias) => ({ bias: { ...bias, shape: [units] } }),
    walk: (x, weight, reverse) => {
      const kernel = weight("recurrentKernel") as Tensor;
      return walk(x, units, reverse, (h, at) => activate(add(at, matMul(h, kernel))));
    },
  });
}

/** A recurrence whose only state is its output. */
function walk(x: Tensor, units: number, reverse: boolean, next: (h: Tensor, at: Tensor) => Tensor): Walked {
  const batch = x.shape[1] as number;
  const first = fullLike(reshape(slice(x, { axes: [0, 2], end: [1, units] }), [batch, units]), 0);
  const { carry, outputs } = scan(
    ({ h }, { at }) => {
      const all = next(h, at);
      return { carry: { h: all }, outputs: { all } };
    },
    { carry: { h: first }, sequence: { at: x }, reverse },
  );
  return { all: outputs.all, last: carry.h };
}
