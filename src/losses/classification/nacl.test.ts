import { expect, test } from "vitest";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { drawLabels, drawRows, expectValues, meanOf, softmaxOf } from "../../../tests/losses/numbers.ts";
import { input } from "../../core/tensor.ts";
import { reshape } from "../../ops/structure.ts";
import { nacl } from "./nacl.ts";

const [classes, height, width] = [3, 4, 5];
const labels = drawLabels(height * width, classes);
const logits = drawRows(classes, height * width);

/** Share of a class among the labels around a position; those beyond the border are none. */
function share(c: number, y: number, x: number, reach: number): number {
  let count = 0;
  for (let i = y - reach; i <= y + reach; i++)
    for (let j = x - reach; j <= x + reach; j++)
      if (i >= 0 && i < height && j >= 0 && j < width) count += Number(labels[i * width + j] === c);
  return count / (2 * reach + 1) ** 2;
}

test.each(["l1", "l2"] as const)("adds the mean distance of logits from shares of labels, %s", async (distance) => {
  for (const kernelSize of [1, 3, 5]) {
    const want = labels.map((label, at) => {
      const row = logits.map((map) => map[at] as number);
      const [y, x] = [Math.floor(at / width), at % width];
      const gaps = row.map((z, c) => Math.abs(share(c, y, x, (kernelSize - 1) / 2) - z) ** (distance === "l1" ? 1 : 2));
      return 0.2 * meanOf(gaps) - Math.log(softmaxOf(row)[label] as number);
    });
    const yTrue = reshape(int64(labels), [1, height, width]);
    const yPred = reshape(float64(logits), [1, classes, height, width]);
    await expectValues(reshape(nacl(yTrue, yPred, { kernelSize, distance, alpha: 0.2 }), [-1]), want);
  }
});

test("volumes too; the edge is odd", () => {
  const yTrue = input("t", [2, 3, 4, 5], { dtype: "int64" });
  const yPred = input("z", [2, 6, 3, 4, 5]);
  expect(nacl(yTrue, yPred).shape).toEqual([2, 3, 4, 5]);
  expect(() => nacl(yTrue, yPred, { kernelSize: 2 })).toThrow("nacl: kernelSize: expected an odd number, got 2");
});
