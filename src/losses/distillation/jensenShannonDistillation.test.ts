import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { distillation } from "./distillation.ts";
import { jensenShannonDistillation } from "./jensenShannonDistillation.ts";

test("symmetric at one half, and at most log 2", async () => {
  const [p, q] = [float64([[1, 2, 0]]), float64([[0, 1, 1]])];
  const [there] = await numbersOf(jensenShannonDistillation(p, q));
  expect((await numbersOf(jensenShannonDistillation(q, p)))[0]).toBeCloseTo(there as number, 12);
  const [far] = await numbersOf(jensenShannonDistillation(float64([[900, 0]]), float64([[0, 900]])));
  expect(far).toBeCloseTo(Math.log(2), 12);
});

test("towards beta 0, over beta, it is the divergence of the student from the teacher", async () => {
  const [p, q] = [float64([[1, 2, 0]]), float64([[0, 1, 1]])];
  const [plain] = await numbersOf(distillation(p, q, { temperature: 1 }));
  const [value] = await numbersOf(jensenShannonDistillation(p, q, { beta: 1e-6 }));
  expect((value as number) / 1e-6).toBeCloseTo(plain as number, 5);
});
