import { describe, expect, test } from "vitest";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { dropout } from "./dropout.ts";
import { bernoulli, randomBits, randomNormal, randomPermutation, randomUniform } from "./random.ts";

const seed = input("seed", [], { dtype: "int64" });

async function draw(x: Tensor, seedValue: number): Promise<number[]> {
  const [value] = await evaluate([x], { seed: [seedValue] });
  return Array.from((await value?.read()) as ArrayLike<number | bigint>, Number);
}

const average = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [average(a), average(b)];
  const covariance = average(a.map((x, i) => (x - meanA) * ((b[i] as number) - meanB)));
  return covariance / Math.sqrt(average(a.map((x) => (x - meanA) ** 2)) * average(b.map((x) => (x - meanB) ** 2)));
}

/** Σ (seen - expected)² / expected over equally likely bins. */
function chiSquare(bins: readonly number[], count: number): number {
  const seen = new Array<number>(count).fill(0);
  for (const bin of bins) seen[bin] = (seen[bin] as number) + 1;
  const each = bins.length / count;
  return seen.reduce((sum, n) => sum + (n - each) ** 2 / each, 0);
}

const size = 1 << 17;
/** Sample correlations of independent numbers spread by 1/√n: five of those. */
const noise = 5 / Math.sqrt(size);
const uniform = (stream = 0): Tensor => randomUniform([512, 256], { seed, stream });

describe("randomUniform", () => {
  test.each([0, 1, 2, 1000, -1, 2 ** 40])("seed %i: moments and 16 bins", async (value) => {
    const x = await draw(uniform(), value);
    expect(x.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(Math.abs(average(x) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / size));
    expect(Math.abs(average(x.map((u) => (u - 0.5) ** 2)) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / size));
    // 15 degrees of freedom: 44.3 is exceeded once in 10,000.
    expect(
      chiSquare(
        x.map((u) => Math.floor(u * 16)),
        16,
      ),
    ).toBeLessThan(44.3);
    // The low bits too.
    expect(
      chiSquare(
        x.map((u) => (u * 2 ** 24) % 16),
        16,
      ),
    ).toBeLessThan(44.3);
  });

  test("neighbours, and pairs of them, are independent", async () => {
    const x = await draw(uniform(), 5);
    for (const lag of [1, 2, 16, 256])
      expect(Math.abs(correlation(x.slice(lag), x.slice(0, -lag)))).toBeLessThan(noise);
    const pairs = Array.from({ length: size / 2 }, (_, i) => {
      const [a, b] = [x[2 * i] as number, x[2 * i + 1] as number];
      return Math.floor(a * 4) * 4 + Math.floor(b * 4);
    });
    expect(chiSquare(pairs, 16)).toBeLessThan(44.3);
  });

  test("consecutive seeds and streams are uncorrelated and not shifted copies", { timeout: 30_000 }, async () => {
    const base = await draw(uniform(), 100);
    const others = [await draw(uniform(), 101), await draw(uniform(), 2 ** 32 + 100), await draw(uniform(1), 100)];
    for (const other of others) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(noise);
      // Two neighbours as one number: a shifted copy would share nearly all of them.
      const common = new Set(base.slice(1).map((u, k) => u + 2 ** 24 * (base[k] as number)));
      const shared = other.slice(1).filter((u, k) => common.has(u + 2 ** 24 * (other[k] as number)));
      expect(shared.length).toBeLessThan(3);
    }
    let previous = await draw(uniform(), 0);
    for (let value = 1; value < 8; value++) {
      const next = await draw(uniform(), value);
      expect(Math.abs(correlation(previous, next))).toBeLessThan(noise);
      const lowBits = [previous, next].map((x) => x.map((u) => u % 2 ** -8)) as [number[], number[]];
      expect(Math.abs(correlation(...lowBits))).toBeLessThan(noise);
      previous = next;
    }
  });

  test("flipping one bit of the seed changes half of the bits", async () => {
    const bits = randomBits([4096], { seed });
    const base = await draw(bits, 12345);
    for (let bit = 0; bit < 40; bit += 3) {
      const other = await draw(bits, Number(12345n ^ (1n << BigInt(bit))));
      const flips = base.map((x, i) => popCount(x ^ (other[i] as number)));
      expect(Math.abs(average(flips) - 16)).toBeLessThan(0.3);
    }
  });

  test("the same seed and stream give the same bits, others do not", async () => {
    const bits = randomBits([64], { seed, stream: 3 });
    const [again, otherStream] = [randomBits([64], { seed, stream: 3 }), randomBits([64], { seed, stream: 4 })];
    const first = await draw(bits, 8);
    expect(await draw(again, 8)).toEqual(first);
    expect(await draw(bits, 8)).toEqual(first);
    expect(await draw(bits, 9)).not.toEqual(first);
    expect(await draw(otherStream, 8)).not.toEqual(first);
    // The layout of the counter follows the shape, the numbers do not.
    expect(await draw(randomBits([4, 16], { seed, stream: 3 }), 8)).toEqual(first);
  });

  test("stays below its upper bound where rounding would reach it", async () => {
    for (const [low, high] of [
      [1, 2],
      [-1, 0],
      [-3, -2],
      [16777215, 16777216],
    ] as const) {
      const x = await draw(randomUniform([1 << 16], { seed, low, high }), 1);
      expect(x.every((u) => u >= low && u < high)).toBe(true);
    }
  });

  test("float64 has finer steps and about the same numbers", async () => {
    const single = await draw(randomUniform([100], { seed }), 2);
    const double = await draw(randomUniform([100], { seed, dtype: "float64" }), 2);
    const furthest = Math.max(...single.map((u, i) => Math.abs(u - (double[i] as number))));
    expect(furthest).toBeLessThan(2 ** -24);
    expect(double.some((u) => !Number.isInteger(u * 2 ** 24))).toBe(true);
  });

  test("an empty shape and a scalar", async () => {
    expect(await draw(randomUniform([], { seed }), 1)).toHaveLength(1);
    expect(await draw(randomUniform([0, 3], { seed }), 1)).toHaveLength(0);
  });
});

function popCount(x: number): number {
  let count = 0;
  for (let rest = x >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}

describe("randomNormal", () => {
  test.each([
    ["float32", 0],
    ["float32", 77],
    ["float64", 0],
  ] as const)("%s, seed %i: moments, bins, independence", async (dtype, value) => {
    const x = await draw(randomNormal([512, 256], { seed, dtype }), value);
    expect(x.every(Number.isFinite)).toBe(true);
    expect(Math.abs(average(x))).toBeLessThan(noise);
    expect(Math.abs(average(x.map((z) => z ** 2)) - 1)).toBeLessThan(noise * Math.sqrt(2));
    expect(Math.abs(average(x.map((z) => z ** 3)))).toBeLessThan(noise * Math.sqrt(15));
    expect(Math.abs(average(x.map((z) => z ** 4)) - 3)).toBeLessThan(noise * Math.sqrt(96));
    // Sixteenths of the normal distribution.
    const edges = [0, 0.15731068, 0.31863936, 0.48877641, 0.67448975, 0.88714656, 1.15034938, 1.53412054];
    const bins = x.map((z) => edges.filter((edge) => edge <= Math.abs(z)).length - 1 + (z < 0 ? 8 : 0));
    expect(chiSquare(bins, 16)).toBeLessThan(44.3);
    // The two numbers of a point lie half the tensor apart.
    const [cosines, sines] = [x.slice(0, size / 2), x.slice(size / 2)];
    expect(Math.abs(correlation(cosines, sines))).toBeLessThan(noise * Math.SQRT2);
    expect(Math.abs(correlation(cosines.map(Math.abs), sines.map(Math.abs)))).toBeLessThan(noise * Math.SQRT2);
  });

  test("mean and standard deviation", async () => {
    const x = await draw(randomNormal([9999], { seed, mean: 3, standardDeviation: 0.5 }), 6);
    expect(Math.abs(average(x) - 3)).toBeLessThan(0.025);
    expect(Math.abs(average(x.map((z) => (z - 3) ** 2)) - 0.25)).toBeLessThan(0.02);
    expect(await draw(randomNormal([3], { seed, mean: 3, standardDeviation: 0 }), 6)).toEqual([3, 3, 3]);
  });
});

test("bernoulli: share of ones, by number and by tensor", async () => {
  const x = await draw(bernoulli([512, 256], { seed, probability: 0.3 }), 1);
  expect(new Set(x)).toEqual(new Set([0, 1]));
  expect(Math.abs(average(x) - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / size));
  const byColumn = bernoulli([10000, 3], { seed, probability: constant([0, 0.5, 1]) });
  const y = await draw(byColumn, 1);
  const share = (column: number): number => average(y.filter((_, i) => i % 3 === column));
  expect(share(0)).toBe(0);
  expect(share(1)).toBeCloseTo(0.5, 1);
  expect(share(2)).toBe(1);
});

test("randomPermutation: every number once, every place equally likely", async () => {
  const order = randomPermutation(16, { seed });
  const places: number[] = [];
  for (let value = 0; value < 320; value++) {
    const x = await draw(order, value);
    expect([...x].sort((a, b) => a - b)).toEqual(Array.from(x.keys()));
    places.push(x.indexOf(0));
  }
  expect(chiSquare(places, 16)).toBeLessThan(44.3);
});

test("dropout keeps the expectation and drops the same elements for the same seed", async () => {
  const x = constant(new Float32Array(size).fill(1), { shape: [512, 256] });
  const y = await draw(dropout(x, { rate: 0.25, seed }), 1);
  expect(new Set(y)).toEqual(new Set([0, Math.fround(4 / 3)]));
  expect(Math.abs(average(y) - 1)).toBeLessThan(5 * Math.sqrt(1 / 3 / size));
  expect(await draw(dropout(x, { rate: 0.25, seed }), 1)).toEqual(y);
  const channels = await draw(dropout(x, { rate: 0.25, seed, noiseShape: [512, 1] }), 1);
  for (let row = 0; row < 512; row++) expect(new Set(channels.slice(row * 256, row * 256 + 256)).size).toBe(1);
  expect(dropout(x, { rate: 0, seed })).toBe(x);
});

test("bad arguments are named", () => {
  expect(() => randomUniform([2], { seed: 3 as unknown as Tensor })).toThrow(ArgumentError);
  expect(() => randomUniform([2], { seed: input("f", []) })).toThrow(DTypeError);
  expect(() => randomUniform([2], { seed: input("v", [2], { dtype: "int64" }) })).toThrow(ShapeError);
  expect(() => randomUniform([2], { seed, stream: -1 })).toThrow(ArgumentError);
  expect(() => randomUniform([2], { seed, low: 1, high: 1 })).toThrow(ArgumentError);
  expect(() => randomUniform([2], { seed, dtype: "int32" })).toThrow(DTypeError);
  expect(() => randomNormal([2], { seed, standardDeviation: -1 })).toThrow(ArgumentError);
  expect(() => bernoulli([2], { seed, probability: 1.5 })).toThrow(ArgumentError);
  expect(() => bernoulli([2], { seed, probability: constant([0.1, 0.2, 0.3]) })).toThrow(ShapeError);
  expect(() => dropout(constant([1, 2]), { rate: 1.1, seed })).toThrow(ArgumentError);
  expect(() => dropout(constant([1, 2]), { rate: 0.5, seed, noiseShape: [3] })).toThrow(ShapeError);
});
