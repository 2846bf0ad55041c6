import type { OpSample } from "../../tests/ops/sample.ts";
import { constant } from "../core/tensor.ts";
import { cropResize, randomCrops } from "./crops.ts";

interface Case {
  readonly shape: readonly [batch: number, channels: number, height: number, width: number];
  /** Top, left, height, width; by image. */
  readonly boxes: readonly (readonly (readonly [number, number, number, number])[])[];
  readonly size: number;
}

/** Pixel by pixel: how much of it a new pixel covers, which is at least as large as one. */
const expected =
  ({ shape: [batch, channels, height, width], boxes, size }: Case) =>
  (x: number[]): number[] => {
    const hat = (start: number, length: number, to: number, from: number): number => {
      const reach = Math.max(length / size, 1);
      const at = start + ((to + 0.5) * length) / size - 0.5;
      const overlap = Math.min(from + 0.5, at + reach / 2) - Math.max(from - 0.5, at - reach / 2);
      return Math.max(0, overlap) / reach;
    };
    const result: number[] = [];
    for (let b = 0; b < batch; b++)
      for (const [top, left, high, wide] of boxes[b] ?? [])
        for (let c = 0; c < channels; c++)
          for (let i = 0; i < size; i++)
            for (let j = 0; j < size; j++) {
              let sum = 0;
              for (let y = 0; y < height; y++)
                for (let z = 0; z < width; z++)
                  sum +=
                    hat(top, high, i, y) *
                    hat(left, wide, j, z) *
                    (x[((b * channels + c) * height + y) * width + z] as number);
              result.push(sum);
            }
    return result;
  };

const sample = (label: string, crop: Case): OpSample => ({
  op: "cropResize",
  label,
  inputs: [{ shape: crop.shape }],
  build: (x) =>
    cropResize(
      x,
      constant(
        crop.boxes.map((image) => image.map((box) => [...box])),
        { dtype: x.dtype },
      ),
      crop.size,
    ),
  expected: expected(crop),
  differentiable: "twice",
});

export const samples: readonly OpSample[] = [
  sample("a part enlarged, and the whole", {
    shape: [1, 2, 4, 5],
    boxes: [
      [
        [1, 1.5, 2, 3],
        [0, 0, 4, 5],
      ],
    ],
    size: 4,
  }),
  sample("shrunk, and beyond the border, by image", {
    shape: [2, 1, 6, 6],
    boxes: [[[0, 0, 6, 6]], [[-2, 1, 9, 4.5]]],
    size: 3,
  }),
  {
    op: "randomCrops",
    label: "of the whole side: nothing changes",
    inputs: [{ shape: [2, 1, 3, 3] }],
    build: (x) => randomCrops(x, { size: 3, scale: [1, 1], seed: constant(1, { dtype: "int64" }) }),
    expected: (x) => x,
    differentiable: "twice",
  },
];
