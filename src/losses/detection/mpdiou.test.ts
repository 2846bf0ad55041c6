import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { mpdiou } from "./mpdiou.ts";

test("corners over the diagonal of the picture", async () => {
  const loss = mpdiou(float64([[0, 0, 2, 2]]), float64([[1, 0, 2, 4]]), { imageWidth: 10, imageHeight: 5 });
  expectNumbers(await numbersOf(loss), [1 - 2 / 6 + (1 + 4) / 125], 1e-6);
});
