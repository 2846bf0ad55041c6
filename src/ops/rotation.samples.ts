import type { OpSample } from "../../tests/ops/sample.ts";
import { constant } from "../core/tensor.ts";
import { rotateImages } from "./rotation.ts";

type Shape = readonly [batch: number, channels: number, height: number, width: number];

/** Pixel by pixel: the hat functions of all old pixels around the place it comes from. */
const expected =
  ([batch, channels, height, width]: Shape, angles: readonly number[]) =>
  (x: number[]): number[] => {
    const hat = (apart: number): number => Math.max(0, 1 - Math.abs(apart));
    const result: number[] = [];
    for (let b = 0; b < batch; b++)
      for (let c = 0; c < channels; c++)
        for (let i = 0; i < height; i++)
          for (let j = 0; j < width; j++) {
            const angle = angles[b] as number;
            const [down, right] = [i - (height - 1) / 2, j - (width - 1) / 2];
            const row = Math.sin(angle) * right + Math.cos(angle) * down + (height - 1) / 2;
            const column = Math.cos(angle) * right - Math.sin(angle) * down + (width - 1) / 2;
            let sum = 0;
            for (let y = 0; y < height; y++)
              for (let z = 0; z < width; z++)
                sum += hat(row - y) * hat(column - z) * (x[((b * channels + c) * height + y) * width + z] as number);
            result.push(sum);
          }
    return result;
  };

const sample = (label: string, shape: Shape, angles: readonly number[]): OpSample => ({
  op: "rotateImages",
  label,
  inputs: [{ shape }],
  build: (x) => rotateImages(x, constant([...angles], { dtype: x.dtype })),
  expected: expected(shape, angles),
  differentiable: "twice",
  float32: { tolerance: 5e-4, reason: "places are rounded before their small parts beyond a pixel are taken" },
});

export const samples: readonly OpSample[] = [
  sample("a little, not at all, and the other way", [3, 2, 4, 5], [0.3, 0, -0.2]),
  sample("far", [2, 1, 5, 3], [2.1, 4]),
];
