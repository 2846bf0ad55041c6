import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { ssim } from "./ssim.ts";
import { ssim3d } from "./ssim3d.ts";

test("a volume of equal slices is an image, for windows of equal weights", async () => {
  const image = Array.from({ length: 4 }, (_, i) => Array.from({ length: 4 }, (_, j) => ((i * 5 + j * 3) % 7) / 7));
  const [volume, other] = [
    float64([[[image, image, image]]]),
    float64([[[image, image, image].map((slice) => slice.map((row) => row.map((x) => x ** 2)))]]),
  ];
  const options = { windowSize: 3, window: "uniform" } as const;
  const [deep] = await numbersOf(ssim3d(volume, other, options));
  const [flat] = await numbersOf(
    ssim(float64([[image]]), float64([[image.map((row) => row.map((x) => x ** 2))]]), options),
  );
  expect(deep).toBeCloseTo(flat as number, 12);
});
