import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { symmetricCrossentropy } from "./symmetricCrossentropy.ts";

test("cross-entropy both ways, a label's 0 being the floor", async () => {
  const [z, y] = [drawRows(6, 4), drawLabels(6, 4)];
  const want = z.map((row, i) => {
    const p = softmaxOf(row);
    const target = p.map((_, c) => (c === y[i] ? 1 : 0));
    const forward = -Math.log(p[y[i] as number] as number);
    return 0.3 * forward - 2 * sumOf(p.map((each, c) => each * Math.log(Math.max(1e-3, target[c] as number))));
  });
  const options = { fromLogits: true, alpha: 0.3, beta: 2, labelFloor: 1e-3 };
  const got = await numbersOf(symmetricCrossentropy(int64(y), float64(z), options));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 12);
  });
});

test("of probabilities as of their logits", async () => {
  const [z, y] = [drawRows(6, 4), int64(drawLabels(6, 4))];
  const ofLogits = await numbersOf(symmetricCrossentropy(y, float64(z), { fromLogits: true }));
  const got = await numbersOf(symmetricCrossentropy(y, float64(z.map(softmaxOf))));
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(ofLogits[i] as number, 12);
  });
});
