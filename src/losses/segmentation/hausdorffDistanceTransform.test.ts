import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { Random } from "../../core/random.ts";
import { hausdorffDistanceTransform } from "./hausdorffDistanceTransform.ts";

const random = new Random(5);
const [height, width] = [6, 7];
const picture = (next: () => number): number[][] =>
  Array.from({ length: height }, () => Array.from({ length: width }, next));

/** Distance of each pixel to the nearest one on the other side, by trying all. */
function field(mask: number[][]): number[] {
  const pixels = mask.flatMap((row, y) => row.map((value, x) => ({ x, y, isIn: value > 0.5 })));
  return pixels.map((a) => {
    const others = pixels.filter((b) => b.isIn !== a.isIn);
    return others.length === 0 ? 0 : Math.min(...others.map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
  });
}

test("errors times distances, found by trying all pairs of pixels", async () => {
  const yTrue = picture(() => random.integer(2));
  const yPred = picture(() => random.uniform());
  const [a, b] = [field(yTrue), field(yPred)];
  const error = yPred.flat().map((p, i) => (p - (yTrue.flat()[i] as number)) ** 2);
  const want = error.map((e, i) => e * ((a[i] as number) ** 3 + (b[i] as number) ** 3)).reduce((x, y) => x + y);
  const loss = hausdorffDistanceTransform(float64([[yTrue]]), float64([[yPred]]), { alpha: 3 });
  expectNumbers(await numbersOf(loss), [want / (height * width)]);
});

test("a mask of one side only has no border and no distances", async () => {
  const [none, full] = [float64([[picture(() => 0)]]), float64([[picture(() => 1)]])];
  expect(await numbersOf(hausdorffDistanceTransform(none, full))).toEqual([0]);
});
