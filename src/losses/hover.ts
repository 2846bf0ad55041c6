import { constant, type Tensor } from "../core/tensor.ts";
import { add, square, sub } from "../ops/arithmetic.ts";
import { conv } from "../ops/conv.ts";
import { reshape, sum } from "../ops/structure.ts";
import { meanOfExample } from "./examples.ts";
import { diceOf, maskProbabilities, overlapOf, pixelCrossentropy } from "./masks.ts";
import { bindShapes, requireFloats } from "./shapes.ts";

/** Arguments of HoVer-Net's loss. */
export type HoverInputs = [
  trueMask: Tensor,
  trueMap: Tensor,
  trueType: Tensor,
  maskPred: Tensor,
  mapPred: Tensor,
  typePred: Tensor,
];

// Their specs.

export const trueMask = {
  name: "trueMask",
  domain: "binary",
  shape: "[batch, 2, height, width]",
  min: 0,
  max: 1,
} as const;
export const trueMap = { name: "trueMap", domain: "real", shape: "[batch, 2, height, width]" } as const;
export const trueType = {
  name: "trueType",
  domain: "binary",
  shape: "[batch, classes, height, width]",
  min: 0,
  max: 1,
} as const;
export const maskPred = {
  name: "maskPred",
  domain: ["probabilities", "logits"],
  shape: "[batch, 2, height, width]",
  grad: true,
  min: 0,
  max: 1,
} as const;
export const mapPred = { name: "mapPred", domain: "real", shape: "[batch, 2, height, width]", grad: true } as const;
export const typePred = {
  name: "typePred",
  domain: ["probabilities", "logits"],
  shape: "[batch, classes, height, width]",
  grad: true,
  min: 0,
  max: 1,
} as const;

/** @throws ShapeError when shapes do not fit, DTypeError unless all are floats of one dtype */
export function requireHover(where: string, inputs: HoverInputs): void {
  const specs = [trueMask, trueMap, trueType, maskPred, mapPred, typePred];
  bindShapes(where, Object.fromEntries(specs.map(({ name, shape }, i) => [name, [inputs[i] as Tensor, shape]])));
  requireFloats(where, ...inputs);
}

const places = [-2, -1, 0, 1, 2];

/** Slope of channel 0 along the width and of channel 1 along the height, by Sobel kernels of 5 x 5 pixels. */
export function sobelOfMaps(maps: Tensor): Tensor {
  const across = places.flatMap((v) => places.map((h) => h / Math.max(1, h * h + v * v)));
  const down = places.flatMap((v) => places.map((h) => v / Math.max(1, h * h + v * v)));
  const weights = reshape(constant([...across, ...down], { dtype: maps.dtype }), [2, 1, 5, 5]);
  return conv(maps, weights, { padding: "same", groups: 2 });
}

/** Dice losses of all classes, added up, and the cross-entropy: [batch]. */
export function overlapAndEntropy(
  where: string,
  target: Tensor,
  predicted: Tensor,
  { fromLogits, smooth }: { readonly fromLogits: boolean; readonly smooth: number },
): Tensor {
  const kind = { fromLogits, activation: "softmax" } as const;
  const overlap = overlapOf(target, maskProbabilities(where, predicted, kind), { perChannel: true });
  const dice = sum(diceOf(overlap, smooth), { axes: 1 });
  return add(dice, meanOfExample(pixelCrossentropy(where, target, predicted, kind)));
}

/** Mean squared error of each example. */
export function squaredError(target: Tensor, predicted: Tensor): Tensor {
  return meanOfExample(square(sub(predicted, target)));
}
