import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { decoupledKnowledge } from "./decoupledKnowledge.ts";
import { distillation } from "./distillation.ts";

const [labels, teacher, student] = [int64([1]), float64([[1, 2, 0]]), float64([[0, 1, 1]])];

test("with beta the teacher's doubt of the label it is plain distillation", async () => {
  const odds = [1, 2, 0].map((logit) => Math.exp(logit / 3));
  const doubt = 1 - (odds[1] as number) / odds.reduce((a, b) => a + b);
  const [plain] = await numbersOf(distillation(teacher, student, { temperature: 3 }));
  const [value] = await numbersOf(decoupledKnowledge(labels, teacher, student, { beta: doubt, temperature: 3 }));
  expect(value).toBeCloseTo(plain as number, 12);
});

test("two classes have no others", async () => {
  const [two, other] = [float64([[3, 1]]), float64([[0, 2]])];
  const [plain] = await numbersOf(distillation(two, other, { temperature: 4 }));
  expect((await numbersOf(decoupledKnowledge(labels, two, other)))[0]).toBeCloseTo(plain as number, 12);
});

test("a teacher that is sure to the last digit still says which other classes are near", async () => {
  const sure = float64([[0, 900, 30]]);
  const [value] = await numbersOf(
    decoupledKnowledge(labels, sure, float64([[0, 900, 0]]), { temperature: 1, beta: 1 }),
  );
  // The others: nearly all on the third class, against one half each.
  expect(value).toBeCloseTo(Math.log(2), 9);
});
