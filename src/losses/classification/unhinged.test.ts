import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { fullLike } from "../../ops/structure.ts";
import { unhinged } from "./unhinged.ts";

describeMarginLoss("unhinged", unhinged, (m) => 1 - m);

test("its values for both labels add up to 2: symmetric, so robust to symmetric noise", async () => {
  const z = float64(drawRows(1, 6)[0] as number[]);
  const one = fullLike(z, 1);
  await expectValues(add(unhinged(one, z), unhinged(neg(one), z)), await numbersOf(fullLike(z, 2)));
});
