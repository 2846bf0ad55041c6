import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { fullLike } from "../../ops/structure.ts";
import { sigmoidLoss } from "./sigmoidLoss.ts";

describeMarginLoss("sigmoidLoss", sigmoidLoss, (m) => 1 / (1 + Math.exp(m)));
describeMarginLoss("sigmoidLoss", sigmoidLoss, (m) => 1 / (1 + Math.exp(3 * m)), { beta: 3 });

test("its values for both labels add up to 1: symmetric, so robust to symmetric noise", async () => {
  const z = float64(drawRows(1, 6)[0] as number[]);
  const one = fullLike(z, 1);
  await expectValues(add(sigmoidLoss(one, z), sigmoidLoss(neg(one), z)), await numbersOf(one));
});
