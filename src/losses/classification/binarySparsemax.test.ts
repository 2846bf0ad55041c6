import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { drawBits, drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { mul } from "../../ops/arithmetic.ts";
import { concat } from "../../ops/indexing.ts";
import { cast, reshape } from "../../ops/structure.ts";
import { binarySparsemax } from "./binarySparsemax.ts";
import { sparsemax } from "./sparsemax.ts";

describeMarginLoss("binarySparsemax", binarySparsemax, (m) => (m >= 1 ? 0 : m <= -1 ? -m : (1 - m) ** 2 / 4));

test("is sparsemax of the two scores 0 and z", async () => {
  const bits = float64(drawBits(1, 8)[0] as number[]);
  const z = float64(drawRows(1, 8)[0] as number[]);
  const column = reshape(z, [8, 1]);
  const scores = concat([mul(0, column), column], { axis: 1 });
  const want = await numbersOf(sparsemax(cast(bits, "int64"), scores));
  await expectValues(binarySparsemax(bits, z, { binaryLabels: true }), want);
});
