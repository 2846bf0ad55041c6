import { test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { clDice } from "./clDice.ts";

const rows = (from: number, to: number): number[][] =>
  Array.from({ length: 9 }, (_, y) => Array.from({ length: 12 }, () => +(y >= from && y < to)));

test("a tube and its centreline agree, whatever their widths", async () => {
  const [thin, wide] = [float64([[rows(4, 5)]]), float64([[rows(3, 6)]])];
  expectNumbers(await numbersOf(clDice(thin, wide)), [0]);
  expectNumbers(await numbersOf(clDice(wide, thin)), [0]);
});

test("a gap of two pixels costs the centreline it breaks", async () => {
  const line = rows(4, 5);
  const broken = line.map((row) => row.map((pixel, x) => (x === 5 || x === 6 ? 0 : pixel)));
  const sensitivity = (10 + 1) / (12 + 1);
  const want = 1 - (2 * sensitivity) / (1 + sensitivity);
  expectNumbers(await numbersOf(clDice(float64([[line]]), float64([[broken]]))), [want]);
});
