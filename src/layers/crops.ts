import { ArgumentError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { randomCrops } from "../ops/crops.ts";
import { checkCropScale } from "../ops/support.ts";
import { requireSpace } from "./conv.ts";
import { defineLayer, type Layer } from "./layer.ts";

/**
 * In training, a part of each image at a random place and of a random size, brought back to the image's size: smaller, larger and
 * moved versions. Square images, [batch, channels, size, size]; evaluation leaves them as they are.
 * @param scale smallest and largest side of the part, as shares of the image's; above 1 there is a border of 0
 */
export function randomResizedCrop(
  scale: readonly [smallest: number, largest: number] = [0.75, 1],
  { name }: { readonly name?: string } = {},
): Layer {
  checkCropScale("randomResizedCrop", scale);
  return defineLayer({
    kind: "randomResizedCrop",
    arity: 1,
    name,
    options: { scale },
    call([given], { training, seed, stream }) {
      const x = given as Tensor;
      requireSpace("randomResizedCrop", x.shape.slice(1), 2);
      const [, , height, width] = x.shape as readonly [number, number, number, number];
      if (height !== width)
        throw new ArgumentError("randomResizedCrop", { expected: "square images", got: `${height} by ${width}` });
      return training ? randomCrops(x, { size: height, scale, seed, stream }) : x;
    },
  });
}
