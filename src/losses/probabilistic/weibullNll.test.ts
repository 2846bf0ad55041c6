import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { fullLike } from "../../ops/structure.ts";
import { weibullNll } from "./weibullNll.ts";

test("the density of an event, the survival of a censored one", async () => {
  const survival = (t: number, l: number, k: number): number => Math.exp(-((t / l) ** k));
  const density = (t: number, l: number, k: number): number => (k / l) * (t / l) ** (k - 1) * survival(t, l, k);
  await expectElementwise(
    (t, l, k) => weibullNll(t, fullLike(t, 1), l, k),
    (t, l, k) => -Math.log(density(t, l, k)),
    ["positive", "positive", "unit"],
  );
  await expectElementwise(
    (t, l, k) => weibullNll(t, fullLike(t, 0), l, k),
    (t, l, k) => -Math.log(survival(t, l, k)),
    ["positive", "positive", "unit"],
  );
});
