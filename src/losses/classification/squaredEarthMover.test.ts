import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { scores, softmaxOf, sumOf } from "../../../tests/losses/scores.ts";
import { squaredEarthMover } from "./squaredEarthMover.ts";

test("squared differences of the cumulative distributions", async () => {
  const [z, t] = [scores(6, 4), scores(6, 4, 3).map(softmaxOf)];
  for (const fromLogits of [true, false]) {
    const got = await numbersOf(
      squaredEarthMover(float64(t), float64(fromLogits ? z : z.map(softmaxOf)), { fromLogits }),
    );
    z.map(softmaxOf).forEach((p, i) => {
      const gaps = p.map((_, c) => sumOf(p.slice(0, c + 1)) - sumOf((t[i] as number[]).slice(0, c + 1)));
      expect(got[i]).toBeCloseTo(sumOf(gaps.map((gap) => gap * gap)), 12);
    });
  }
});

test("one-hot distributions: as many as the classes between them", async () => {
  const eye = [
    [1, 0, 0, 0],
    [0, 0, 0, 1],
  ];
  expect(await numbersOf(squaredEarthMover(float64([eye[0], eye[0]] as number[][]), float64(eye)))).toEqual([0, 3]);
});
