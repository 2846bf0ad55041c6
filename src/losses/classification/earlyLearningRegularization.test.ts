import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import type { Tensor } from "../../core/tensor.ts";
import spec, { earlyLearningRegularization } from "./earlyLearningRegularization.ts";

const z = drawRows(3, 4);
const y = [1, 3, 0];
const index = [4, 0, 2];
const targets = drawRows(5, 4, 7).map(softmaxOf);
const options = { lambda: 2, beta: 0.6 };
const next = z.map((row, i) =>
  softmaxOf(row).map((p, c) => 0.6 * (targets[index[i] as number]?.[c] as number) + 0.4 * p),
);

test("cross-entropy plus the logarithm of what is not agreed on with the running mean", async () => {
  const got = await numbersOf(
    earlyLearningRegularization(int64(y), float64(z), int64(index), float64(targets), options),
  );
  z.map(softmaxOf).forEach((p, i) => {
    const agreement = sumOf(p.map((each, c) => each * (next[i]?.[c] as number)));
    expect(got[i]).toBeCloseTo(-Math.log(p[y[i] as number] as number) + 2 * Math.log(1 - agreement), 12);
  });
});

test("the running means of the batch's examples move, the others stay", async () => {
  const update = spec.update?.(int64(y), float64(z), int64(index), float64(targets), options);
  const got = await numbersOf(update?.["targets"] as Tensor);
  targets.forEach((row, example) => {
    const at = index.indexOf(example);
    row.forEach((kept, c) => {
      expect(got[4 * example + c]).toBeCloseTo(at < 0 ? kept : (next[at]?.[c] as number), 12);
    });
  });
});
