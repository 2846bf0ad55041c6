import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { muLaw } from "./muLaw.ts";

test("black and white are 1 apart; errors in the dark count more", async () => {
  expect((await numbersOf(muLaw(float64([[0]]), float64([[1]]))))[0]).toBeCloseTo(1, 12);
  const [dark] = await numbersOf(muLaw(float64([[0.01]]), float64([[0.02]])));
  const [bright] = await numbersOf(muLaw(float64([[0.91]]), float64([[0.92]])));
  expect((dark as number) / (bright as number)).toBeGreaterThan(50);
});
