import { expect, test } from "vitest";
import { Random } from "../core/random.ts";
import { arrays } from "./arrays.ts";
import type { Dataset } from "./dataset.ts";
import { findRepeats, findShared, fingerprints } from "./duplicates.ts";
import { evenly } from "./scan.ts";

const prints = (dataset: Dataset, fields = ["x"]) => fingerprints(dataset, fields, evenly(dataset.size, dataset.size));

/** Rows of random bytes; those in `copies` are copies of others. */
function rows(count: number, size: number, copies: Readonly<Record<number, number>> = {}, seed = 0): Dataset {
  const random = new Random(seed);
  const x = Uint8Array.from({ length: count * size }, () => Math.floor(random.uniform() * 256));
  for (const [to, from] of Object.entries(copies)) x.copyWithin(Number(to) * size, from * size, (from + 1) * size);
  return arrays({ x }, { shapes: { x: [size] } });
}

test.each([7, 8, 784])("repeats of %i bytes are found over blocks", async (size) => {
  const data = rows(3000, size, { 5: 2, 2999: 0, 1000: 999, 1001: 999 });
  expect(await findRepeats(await prints(data))).toEqual({ count: 4, first: [5, 2] });
  expect(await findRepeats(await prints(rows(3000, size)))).toEqual({ count: 0, first: undefined });
});

test("equal hashes of different rows are no repeats", async () => {
  const data = rows(10, 8);
  const made = await prints(data);
  expect(await findRepeats({ ...made, hashes: new Int32Array(10) })).toEqual({ count: 0, first: undefined });
});

test("rows that differ in one byte anywhere are different", async () => {
  const x = new Uint8Array(64 * 64);
  for (let row = 1; row < 64; row++) x[row * 64 + row] = 1;
  expect((await findRepeats(await prints(arrays({ x }, { shapes: { x: [64] } })))).count).toBe(0);
});

test("shared rows of two data sets, and of several fields only where all are equal", async () => {
  const train = rows(500, 16);
  const other = rows(100, 16, {}, 1);
  expect((await findShared(await prints(other), await prints(train))).count).toBe(0);
  expect(await findShared(await prints(train), await prints(train))).toEqual({ count: 500, first: [0, 0] });
  const two = arrays({ a: [1, 1, 1], b: [0, 1, 0] });
  expect(await findRepeats(await prints(two, ["a"]))).toEqual({ count: 2, first: [1, 0] });
  expect(await findRepeats(await prints(two, ["a", "b"]))).toEqual({ count: 1, first: [2, 0] });
});
