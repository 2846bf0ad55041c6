import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { type HoverNetOptions, hoverNet } from "./hoverNet.ts";

const area = (value: (x: number, y: number) => number): number[][] =>
  Array.from({ length: 5 }, (_, y) => Array.from({ length: 6 }, (_, x) => value(x, y)));
const isNucleus = (x: number, y: number): number => +(x > 3 && y > 0);
const nuclei = [area((x, y) => 1 - isNucleus(x, y)), area(isNucleus)];
const sure = nuclei.map((channel) => channel.map((row) => row.map((each) => 40 * (2 * each - 1))));
const flat = [area(() => 0), area(() => 0)];

async function lossOf(map: number[][][], options: HoverNetOptions = {}): Promise<number> {
  const [mask, type, logits] = [float64([nuclei]), float64([nuclei]), float64([sure])];
  const loss = hoverNet(mask, float64([flat]), type, logits, float64([map]), logits, { fromLogits: true, ...options });
  return (await numbersOf(loss))[0] as number;
}

test("all right is 0", async () => {
  expect(await lossOf(flat)).toBeCloseTo(0, 12);
});

test("maps are compared everywhere, their slopes inside nuclei", async () => {
  // Far from nuclei and from the border of the picture: a column of 1 is seen by no nucleus.
  const column = [area((x) => +(x === 1)), area(() => 0)];
  expect(await lossOf(column, { slopeWeight: 1 })).toBeCloseTo((2 * 5) / 60, 12);
  expect(await lossOf([area(() => 0), area((x) => +(x === 4))], { slopeWeight: 1 })).toBeGreaterThan((2 * 5) / 60);
});
