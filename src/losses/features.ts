import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { addAll, requireImages } from "./images.ts";
import type { FunctionParam, NumbersParam } from "./spec.ts";

/** A feature extractor: one tensor, or one for each layer, [batch, channels, ...]. */
export type FeatureExtractor = (image: Tensor) => Tensor | readonly Tensor[];

/** Options of losses that compare features of images. */
export interface FeatureOptions {
  /** Extracts what is compared, e.g. layers of a trained network. Default: the images themselves. */
  readonly features?: FeatureExtractor;
  /** Weight of each layer. Default: all 1. */
  readonly weights?: readonly number[];
}

/** Their documentation, for the specs. */
export const featuresParam: FunctionParam = {
  kind: "function",
  default: null,
  type: "(image) => features",
  otherwise: "the images themselves",
  doc: "Extracts one tensor or several, [batch, channels, ...], from an image.",
};
export const layerWeightsParam: NumbersParam = {
  kind: "numbers",
  default: null,
  min: 0,
  example: [0.5],
  doc: "Weight of each layer.",
};

/**
 * Compares two images layer by layer.
 * @param compare a value for each example, [batch], from the features of yTrue and yPred
 * @returns [batch]: the weighted sum over layers
 * @throws ArgumentError when there are not as many weights as layers, ShapeError for features that have no channels
 */
export function overLayers(
  where: string,
  images: { readonly yTrue: Tensor; readonly yPred: Tensor },
  { features = (image) => image, weights }: FeatureOptions,
  compare: (wanted: Tensor, seen: Tensor) => Tensor,
): Tensor {
  requireImages(where, images);
  const [wanted, seen] = [features(images.yTrue), features(images.yPred)].map((layers) => [layers].flat() as Tensor[]);
  const layers = seen as Tensor[];
  if (weights !== undefined && weights.length !== layers.length)
    throw new ArgumentError(`${where}: weights`, {
      expected: `one for each of ${layers.length} layers`,
      got: `${weights.length}`,
    });
  return addAll(
    layers.map((layer, i) => {
      if (layer.rank < 3)
        throw new ShapeError(`${where}: features`, {
          expected: "tensors of shape [batch, channels, ...]",
          got: shapeText(layer.shape),
        });
      const value = compare((wanted as Tensor[])[i] as Tensor, layer);
      return weights === undefined ? value : mul(weights[i] as number, value);
    }),
  );
}
