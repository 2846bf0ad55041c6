import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { distillation } from "./distillation.ts";
import { skewKlDistillation } from "./skewKlDistillation.ts";

test("at most minus log of alpha; towards alpha 0 the divergence of the student from the teacher", async () => {
  const [far] = await numbersOf(skewKlDistillation(float64([[900, 0]]), float64([[0, 900]])));
  expect(far).toBeCloseTo(-Math.log(0.1), 12);
  const [p, q] = [float64([[1, 2, 0]]), float64([[0, 1, 1]])];
  const [plain] = await numbersOf(distillation(p, q, { temperature: 1 }));
  expect((await numbersOf(skewKlDistillation(p, q, { alpha: 1e-9 })))[0]).toBeCloseTo(plain as number, 7);
});
