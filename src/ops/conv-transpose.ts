import { ArgumentError, ShapeError } from "../core/errors.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add } from "./arithmetic.ts";
import { type ConvOptions, convInputGradient } from "./conv.ts";
import type { PadWidths } from "./indexing.ts";
import { reshape } from "./structure.ts";
import { requireRank, requireSameDType } from "./support.ts";
import { type PerAxis, perAxis, requireImage, resolvePadding, spaceOf } from "./window.ts";

export interface ConvTransposeOptions extends Omit<ConvOptions, "padding"> {
  /** What to cut from each side of the result: one number, or [before, after] for each spatial axis. Default 0. */
  readonly padding?: number | PadWidths;
  /** Elements to add at the end of each spatial axis, fewer than the stride. Default 0. */
  readonly outputPadding?: PerAxis;
  /** [out], added to every position. */
  readonly bias?: Tensor | undefined;
}

/**
 * Transposed convolution: the gradient of a convolution by its input, as a layer that makes images larger.
 * @param x [batch, in, ...space]
 * @param weights [in, out / groups, ...kernel]
 * @returns [batch, out, ...], (size - 1) · stride - padding + dilation · (kernel - 1) + outputPadding + 1 along each spatial axis
 * @throws ShapeError when channels do not fit the weights, ArgumentError when outputPadding reaches the stride
 */
export function convTranspose(x: Tensor, weights: Tensor, options: ConvTransposeOptions = {}): Tensor {
  const where = "convTranspose";
  requireImage(where, x);
  requireSameDType(where, x, weights);
  requireRank(where, weights, x.rank, x.rank);
  const { groups = 1, bias } = options;
  if (!Number.isInteger(groups) || groups < 1)
    throw new ArgumentError(where, { expected: "groups: a whole number from 1", got: `${groups}` });
  const [channels, perGroup, ...size] = weights.shape as [number, number, ...number[]];
  if (x.shape[1] !== channels || channels % groups !== 0)
    throw new ShapeError(where, {
      expected: `x with ${channels} channels (weights ${shapeText(weights.shape)}), which ${groups} groups divide`,
      got: `shape ${shapeText(x.shape)}`,
      fix: "weights are [in, out / groups, ...kernel]",
    });
  const space = spaceOf(x);
  const stride = perAxis(where, "stride", options.stride ?? 1, space.length);
  const dilation = perAxis(where, "dilation", options.dilation ?? 1, space.length);
  const extra = perAxis(where, "outputPadding", options.outputPadding ?? 0, space.length, 0);
  if (extra.some((count, i) => count >= (stride[i] as number)))
    throw new ArgumentError(where, {
      expected: `outputPadding below the stride ${shapeText(stride)}`,
      got: shapeText(extra),
    });
  const padding = resolvePadding(where, options.padding ?? 0, space, { size, stride, dilation });
  const result = space.map((length, i) => {
    const [before, after] = padding[i] as readonly [number, number];
    const reach = ((size[i] as number) - 1) * (dilation[i] as number) + 1;
    return (length - 1) * (stride[i] as number) + reach + (extra[i] as number) - before - after;
  });
  if (result.some((length) => length < 1))
    throw new ShapeError(where, {
      expected: "padding that leaves something of the result",
      got: `spatial sizes ${shapeText(result)}`,
    });
  const out = perGroup * groups;
  if (bias !== undefined) {
    requireSameDType(where, weights, bias);
    if (!sameShape(bias.shape, [out]))
      throw new ShapeError(where, { expected: `a bias of shape [${out}]`, got: shapeText(bias.shape) });
  }
  const shape = [x.shape[0] as number, out, ...result];
  const image = convInputGradient(x, weights, shape, { stride, dilation, padding, groups });
  return bias === undefined ? image : add(image, reshape(bias, [1, out, ...space.map(() => 1)]));
}
