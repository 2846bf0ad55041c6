import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { normalizedMutualInformation } from "./normalizedMutualInformation.ts";

test("-2 for equal images, -1 for independent ones", async () => {
  const options = { kernel: "xu", bins: 5 } as const;
  const image = float64([[0, 0.25, 0.5, 0.75, 1]]);
  expect((await numbersOf(normalizedMutualInformation(image, image, options)))[0]).toBeCloseTo(-2, 9);
  const [a, b] = [float64([[0, 0, 1, 1]]), float64([[0, 1, 0, 1]])];
  expect((await numbersOf(normalizedMutualInformation(a, b, options)))[0]).toBeCloseTo(-1, 9);
});
