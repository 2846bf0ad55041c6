import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul } from "../../ops/arithmetic.ts";
import { ergas } from "./ergas.ts";

test("errors of a tenth of each band's mean are 10 percent", async () => {
  const bands = float64([[[[1, 1]], [[200, 200]]]]);
  expect((await numbersOf(ergas(bands, mul(1.1, bands))))[0]).toBeCloseTo(10, 9);
  expect((await numbersOf(ergas(bands, mul(1.1, bands), { ratio: 0.25 })))[0]).toBeCloseTo(2.5, 9);
});
