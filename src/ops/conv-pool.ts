import { ShapeError } from "../core/errors.ts";
import type { GradientContext, Op, Target } from "../core/op.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { apply, applyOne, type Tensor, typeOf } from "../core/tensor.ts";
import { add } from "./arithmetic.ts";
import { conv, convInputGradient, convWeightGradient } from "./conv.ts";
import { hasTileForm, tiledConvMaxPool, tiledConvMaxPoolGradient } from "./conv-pool-lowering.ts";
import { type PadWidths, pad, slice } from "./indexing.ts";
import { maxPool } from "./pooling.ts";
import { requireRank, requireSameDType } from "./support.ts";

// maxPool(conv(x, weights)) as one op. Knowing both, the CPU computes the convolution in the order the pooling reads it,
// which takes about half the time of convolution and pooling one after the other, gradients included.

export interface ConvMaxPoolOptions {
  /** Border of the convolution, [before, after] for height and width. */
  readonly padding: PadWidths;
  /** Height and width of the pooling window, and its stride. */
  readonly window: readonly [number, number];
  /** Rows and columns of the result, where fewer are wanted than there are. */
  readonly counts?: readonly [number, number] | undefined;
}

const optionsOf = (node: { readonly attributes: unknown }): ConvMaxPoolOptions => node.attributes as ConvMaxPoolOptions;

const convMaxPoolOp: Op = {
  name: "convMaxPool",
  infer: ([x, weights], attributes) => typeOf(composition(x as Tensor, weights as Tensor, attributes as never).pooled),
  gradient: ({ grad, inputs, attributes }) => {
    const [x, weights] = inputs as [Tensor, Tensor];
    return apply(convMaxPoolGradientOp, [x, weights, grad], attributes);
  },
  lower: (node, target) => {
    const [x, weights] = node.inputs as [Tensor, Tensor];
    const options = optionsOf(node);
    if (usesTiles(x, weights, options, target)) return [tiledConvMaxPool(x, weights, options)];
    return [composition(x, weights, options).pooled];
  },
};

/**
 * maxPool(conv(x, weights)) of images, stride 1 and windows side by side.
 * @param x [batch, channels, height, width]
 * @param weights [filters, channels, ...kernel]
 * @returns [batch, filters, ...windows]; equal largest elements of a window share its gradient
 * @throws ShapeError when the shapes do not fit each other
 */
export function convMaxPool(x: Tensor, weights: Tensor, options: ConvMaxPoolOptions): Tensor {
  const { padding, window, counts } = options;
  return applyOne(convMaxPoolOp, [x, weights], { padding, window, counts });
}

/** The convolution, all windows of its result, and the wanted ones. */
function composition(
  x: Tensor,
  weights: Tensor,
  { padding, window, counts }: ConvMaxPoolOptions,
): Record<"z" | "whole" | "pooled", Tensor> {
  requireRank("convMaxPool", x, 4, 4);
  requireSameDType("convMaxPool", x, weights);
  const z = conv(x, weights, { padding });
  const whole = maxPool(z, { window });
  return { z, whole, pooled: counts === undefined ? whole : slice(whole, { axes: [2, 3], end: counts }) };
}

function usesTiles(x: Tensor, weights: Tensor, options: ConvMaxPoolOptions, { device, portable }: Target): boolean {
  return (
    device !== "webgpu" && portable !== true && x.dtype === "float32" && hasTileForm(x.shape, weights.shape, options)
  );
}

/** Gradients of convMaxPool by x and weights. Which element of a window was largest is constant almost everywhere. */
const convMaxPoolGradientOp: Op = {
  name: "convMaxPoolGradient",
  infer: ([x, weights, grad], attributes) => {
    const [image, kernel, g] = [x, weights, grad] as [Tensor, Tensor, Tensor];
    const { shape } = composition(image, kernel, attributes as never).pooled;
    if (!sameShape(shape, g.shape))
      throw new ShapeError("convMaxPoolGradient", {
        expected: `grad of shape ${shapeText(shape)}`,
        got: shapeText(g.shape),
      });
    return [image, kernel].map((input) => ({ shape: input.shape, dtype: input.dtype }));
  },
  gradient: secondDerivative,
  lower: (node, target) => {
    const [x, weights, grad] = node.inputs as [Tensor, Tensor, Tensor];
    const options = optionsOf(node);
    if (usesTiles(x, weights, options, target)) return tiledConvMaxPoolGradient(x, weights, grad, options);
    const dz = poolGradient(x, weights, grad, options);
    const { padding } = options;
    return [
      convInputGradient(dz, weights, x.shape, { padding }),
      convWeightGradient(x, dz, weights.shape, { padding }),
    ];
  },
};

/** The gradient that reaches the convolution's result: linear in `grad`. */
function poolGradient(x: Tensor, weights: Tensor, grad: Tensor, options: ConvMaxPoolOptions): Tensor {
  const { whole } = composition(x, weights, options);
  const missing = whole.shape.map((size, axis): [number, number] => [0, size - (grad.shape[axis] as number)]);
  return gradientThrough(whole, pad(grad, missing))[0] as Tensor;
}

/** What an op's own rule sends back to its inputs. */
function gradientThrough(output: Tensor, grad: Tensor): readonly (Tensor | undefined)[] {
  const { node } = output;
  const { inputs, outputs, attributes, op } = node;
  const needed = inputs.map(() => true);
  return op.gradient?.({ node, inputs, outputs, attributes, grads: [grad], grad, needed }) ?? [];
}

/** dx = Wᵀ dz and dw = x · dz, with dz linear in `grad`: each factor's derivative is the other's transpose. */
function secondDerivative({ inputs, grads, attributes }: GradientContext): readonly (Tensor | undefined)[] {
  const [x, weights, grad] = inputs as [Tensor, Tensor, Tensor];
  const options = attributes as unknown as ConvMaxPoolOptions;
  const { padding } = options;
  const [byX, byWeights] = grads;
  const dz = poolGradient(x, weights, grad, options);
  const parts = [
    ...(byX === undefined ? [] : [conv(byX, weights, { padding })]),
    ...(byWeights === undefined ? [] : [conv(x, byWeights, { padding })]),
  ];
  const towardDz = parts.reduce((a, b) => add(a, b));
  return [
    byWeights && convInputGradient(dz, byWeights, x.shape, { padding }),
    byX && convWeightGradient(byX, dz, weights.shape, { padding }),
    slice(gradientThrough(dz, towardDz).at(-1) as Tensor, { axes: [2, 3], end: grad.shape.slice(2) }),
  ];
}
