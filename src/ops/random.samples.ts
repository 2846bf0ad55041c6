import type { OpSample } from "../../tests/ops/sample.ts";
import { bernoulli, randomBits, randomNormal, randomPermutation, randomUniform } from "./random.ts";

const seed = (value: number) => [{ shape: [], values: [value], dtype: "int64" }] as const;
/** Beside the seed a float input that only says which dtype is under test. */
const seedAndFloat = (value: number) => [...seed(value), { shape: [], differentiable: false }] as const;
const coarse = { tolerance: 2e-3, reason: "float32 has 24 random bits, float64 has 32" };

/** The documented hash, word by word. */
function lowbias32(value: number, between = 0): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) + between;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function bitsOf(count: number, seedValue: number, stream: number): number[] {
  const [low, high] = [Number(BigInt.asUintN(32, BigInt(seedValue))), Math.floor(seedValue / 2 ** 32) >>> 0];
  const first = lowbias32(low ^ lowbias32(high + 0x9e3779b9));
  const second = lowbias32(first + 0x9e3779b9);
  const hash = lowbias32(lowbias32(Math.floor(stream / 2 ** 32)) + stream);
  const [a, b] = [first + hash, (second ^ lowbias32(hash + 0x9e3779b9)) >>> 0];
  return Array.from({ length: count }, (_, i) => lowbias32(i + a, b));
}

export const samples: readonly OpSample[] = [
  {
    op: "randomBits",
    inputs: seed(7),
    build: (s) => randomBits([3, 5], { seed: s, stream: 2 }),
    expected: () => bitsOf(15, 7, 2),
    differentiable: "constant",
    float64: { tolerance: 0, reason: "bits" },
    float32: { tolerance: 0, reason: "bits" },
  },
  {
    op: "randomBits",
    label: "negative seed, large stream, prime size",
    inputs: seed(-5_000_000_000),
    build: (s) => randomBits([13], { seed: s, stream: 2 ** 40 + 1 }),
    expected: () => bitsOf(13, -5_000_000_000, 2 ** 40 + 1),
    differentiable: "constant",
    float64: { tolerance: 0, reason: "bits" },
    float32: { tolerance: 0, reason: "bits" },
  },
  {
    op: "randomUniform",
    inputs: seedAndFloat(1),
    build: (s, { dtype }) => randomUniform([2, 2, 3], { seed: s, dtype }),
    expected: () => bitsOf(12, 1, 0).map((bits) => bits / 2 ** 32),
    differentiable: "constant",
    float32: coarse,
  },
  {
    op: "randomUniform",
    label: "bounds",
    inputs: seedAndFloat(1),
    build: (s, { dtype }) => randomUniform([4], { seed: s, low: -2, high: 3, stream: 5, dtype }),
    expected: () => bitsOf(4, 1, 5).map((bits) => (5 * bits) / 2 ** 32 - 2),
    differentiable: "constant",
    float32: coarse,
  },
  {
    op: "randomNormal",
    inputs: seedAndFloat(3),
    build: (s, { dtype }) => randomNormal([3, 4], { seed: s, mean: 1, standardDeviation: 2, dtype }),
    differentiable: "constant",
    float32: coarse,
  },
  {
    op: "randomNormal",
    label: "odd size",
    inputs: seedAndFloat(3),
    build: (s, { dtype }) => randomNormal([3], { seed: s, dtype }),
    differentiable: "constant",
    float32: coarse,
  },
  {
    op: "bernoulli",
    inputs: seedAndFloat(9),
    build: (s, { dtype }) => bernoulli([20], { seed: s, probability: 0.3, dtype }),
    expected: () => bitsOf(20, 9, 0).map((bits) => Number((bits >>> 8) / 2 ** 24 < 0.3)),
    differentiable: "constant",
  },
  {
    op: "randomPermutation",
    inputs: seed(4),
    build: (s) => randomPermutation(10, { seed: s }),
    expected: () => {
      const bits = bitsOf(10, 4, 0);
      return Array.from(bits.keys()).sort((a, b) => (bits[a] as number) - (bits[b] as number));
    },
    differentiable: "constant",
  },
];
