import { type DType, isFloat } from "../core/dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { broadcastShapes, type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { constant, describe, Tensor, type TensorLike } from "../core/tensor.ts";
import { abs, add, minimum, mul, sqrt, sub } from "./arithmetic.ts";
import { bitwiseXor, iota, shiftRight } from "./bits.ts";
import { less } from "./compare.ts";
import { log } from "./exponential.ts";
import { argsort } from "./sort.ts";
import { cast, reshape, stopGradient } from "./structure.ts";
import { cos } from "./trigonometric.ts";

// Random numbers as a function of (seed, stream, position), with no state: a counter is hashed in 32-bit integers, which
// every device computes alike. The mixing is Chris Wellons' lowbias32 (Hash Prospector, 2018) with a second key added
// between its two rounds, so that streams are not shifted copies of each other. It is not for
// cryptography. A million uniform numbers take 4.3 ms on one CPU thread, dropout of as many 5.1 ms.

/** Where random numbers come from. */
export interface RandomSource {
  /** Integer scalar (int64, int32, uint32 or uint64), fed anew for each step. The same seed gives the same numbers. */
  readonly seed: Tensor;
  /** Tells the random calls of one graph apart: each call site has its own whole number. Default 0. */
  readonly stream?: number;
}

const multipliers = [0x7feb352d, 0x846ca68b] as const;
const goldenRatio = 0x9e3779b9;

/** x ^ (x >> count) */
function foldDown(x: Tensor, count: number): Tensor {
  return bitwiseXor(x, shiftRight(x, count));
}

/** Hash of 32 bits to 32 bits; `between` is added after the first round. */
function mix(x: Tensor, between?: Tensor): Tensor {
  const once = mul(foldDown(x, 16), multipliers[0]);
  const keyed = between === undefined ? once : add(once, between);
  return foldDown(mul(foldDown(keyed, 15), multipliers[1]), 16);
}

/** The same hash in JavaScript, for what is known when the graph is built. */
function mixNumber(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), multipliers[0]);
  x = Math.imul(x ^ (x >>> 15), multipliers[1]);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Two scalar keys. All streams of one seed share the work but the last operation of each. */
function keysOf(where: string, { seed, stream = 0 }: RandomSource, word: number): readonly [Tensor, Tensor] {
  if (!(seed instanceof Tensor))
    throw new ArgumentError(where, {
      expected: "a seed that is an integer scalar tensor",
      got: describe(seed),
      fix: 'make it an input, input("seed", [], { dtype: "int64" }), and feed another value in every step',
    });
  if (seed.size !== 1) throw new ShapeError(where, { expected: "a scalar seed", got: shapeText(seed.shape) });
  if (isFloat(seed.dtype) || seed.dtype === "bool")
    throw new DTypeError(where, {
      expected: "an integer seed",
      got: seed.dtype,
      fix: 'convert it with cast(x, "int64")',
    });
  if (!Number.isSafeInteger(stream) || stream < 0)
    throw new ArgumentError(where, { expected: "a whole, non-negative stream", got: `${stream}` });
  const scalar = reshape(seed, []);
  const low = cast(scalar, "uint32");
  const isWide = seed.dtype === "int64" || seed.dtype === "uint64";
  const high = isWide ? cast(shiftRight(cast(scalar, "uint64"), 32), "uint32") : undefined;
  const first = mix(high === undefined ? add(low, goldenRatio) : bitwiseXor(low, mix(add(high, goldenRatio))));
  const second = mix(add(first, goldenRatio));
  const streamHash = mixNumber(mixNumber(Math.floor(stream / 2 ** 32) + word * goldenRatio) + stream);
  return [add(first, streamHash), bitwiseXor(second, mixNumber(streamHash + goldenRatio))];
}

/** 32 random bits for each element. @returns uint32 tensor of the shape */
export function randomBits(shape: Shape, source: RandomSource): Tensor {
  return bitsFor("randomBits", shape, source);
}

/** @param word which of several independent words an element needs */
function bitsFor(where: string, shape: Shape, source: RandomSource, word = 0): Tensor {
  const [first, second] = keysOf(where, source, word);
  const [rows, columns] = evenSplit(shape);
  // Positions as row · columns + column: the key goes into the short part, so one pass over the elements is saved, and
  // no constant as large as the result is needed.
  const starts = reshape(add(mul(iota(rows, "uint32"), columns), first), [rows, 1]);
  return reshape(mix(add(starts, iota(columns, "uint32")), second), shape);
}

/** Sizes of the first and of the last axes, taken apart where their sum is least. */
function evenSplit(shape: Shape): readonly [number, number] {
  const size = sizeOf(shape);
  let best: readonly [number, number] = [1, size];
  shape.forEach((_, axis) => {
    const rows = sizeOf(shape.slice(0, axis + 1));
    const columns = sizeOf(shape.slice(axis + 1));
    if (rows + columns < best[0] + best[1]) best = [rows, columns];
  });
  return best;
}

function requireFloatDType(where: string, dtype: DType): void {
  if (dtype !== "float32" && dtype !== "float64")
    throw new DTypeError(where, { expected: "float32 or float64", got: dtype, fix: "cast the result" });
}

/** Bits as whole numbers that the float dtype holds exactly, all below `end`. */
function wholeNumbers(bits: Tensor, dtype: DType): { readonly drawn: Tensor; readonly end: number } {
  if (dtype === "float64") return { drawn: cast(bits, dtype), end: 2 ** 32 };
  return { drawn: cast(shiftRight(bits, 8), dtype), end: 2 ** 24 };
}

/** Bits as numbers in [0, 1): multiples of 2^-24 in float32, of 2^-32 in float64. */
function unitInterval(bits: Tensor, dtype: DType, scale = 1): Tensor {
  const { drawn, end } = wholeNumbers(bits, dtype);
  return mul(drawn, scale / end);
}

export interface RandomUniformOptions extends RandomSource {
  /** Smallest value. Default 0. */
  readonly low?: number;
  /** Above all values. Default 1. */
  readonly high?: number;
  /** float32 (default) or float64. */
  readonly dtype?: DType;
}

/**
 * Uniform numbers in [low, high). The same seed and stream give the same numbers.
 * @throws ArgumentError when high is not above low
 */
export function randomUniform(shape: Shape, options: RandomUniformOptions): Tensor {
  const { low = 0, high = 1, dtype = "float32" } = options;
  requireFloatDType("randomUniform", dtype);
  if (!(high > low && Number.isFinite(high - low)))
    throw new ArgumentError("randomUniform", { expected: "low < high, both finite", got: `${low} and ${high}` });
  const scaled = unitInterval(bitsFor("randomUniform", shape, options), dtype, high - low);
  // low + scaled may round up to high.
  return low === 0 ? scaled : minimum(add(scaled, low), justBelow(high, dtype));
}

/** The largest number of the dtype below `value`. */
function justBelow(value: number, dtype: DType): number {
  if (dtype === "float64") return value === 0 ? -Number.MIN_VALUE : stepDown(new Float64Array([value]), 8);
  const rounded = Math.fround(value);
  if (rounded < value) return rounded;
  return rounded === 0 ? -(2 ** -149) : stepDown(new Float32Array([rounded]), 4);
}

function stepDown(number: Float32Array | Float64Array, bytes: 4 | 8): number {
  const value = number[0] as number;
  const step = value > 0 ? -1 : 1; // the bits order the numbers by size
  if (bytes === 4) new Int32Array(number.buffer)[0] = (new Int32Array(number.buffer)[0] as number) + step;
  else new BigInt64Array(number.buffer)[0] = (new BigInt64Array(number.buffer)[0] as bigint) + BigInt(step);
  return number[0] as number;
}

export interface RandomNormalOptions extends RandomSource {
  /** Default 0. */
  readonly mean?: number;
  /** Not negative. Default 1. */
  readonly standardDeviation?: number;
  /** float32 (default) or float64. */
  readonly dtype?: DType;
}

/**
 * Normal numbers, by Box and Muller 1958 (doi:10.1214/aoms/1177706645); none is further than 6.7 standard deviations
 * from the mean. The same seed and stream give the same numbers.
 */
export function randomNormal(shape: Shape, options: RandomNormalOptions): Tensor {
  const { mean = 0, standardDeviation = 1, dtype = "float32" } = options;
  requireFloatDType("randomNormal", dtype);
  if (!(standardDeviation >= 0 && Number.isFinite(standardDeviation) && Number.isFinite(mean)))
    throw new ArgumentError("randomNormal", {
      expected: "a finite mean and a finite standard deviation that is not negative",
      got: `${mean} and ${standardDeviation}`,
    });
  // Each point of the plane gives two numbers, its sides: half an even axis is drawn, and both halves come of it.
  const even = shape.findIndex((length) => length % 2 === 0);
  const half = shape.map((length, axis) => (axis === even ? length / 2 : length));
  // In (0, 1]: the logarithm stays finite, and all 32 bits reach far into the tail.
  const uniform = mul(add(cast(bitsFor("randomNormal", half, options), dtype), 1), 2 ** -32);
  // abs, because a device may round log of nearly 1 to above 0.
  const radius = sqrt(mul(abs(log(uniform)), 2 * standardDeviation ** 2));
  const angle = unitInterval(bitsFor("randomNormal", half, options, 1), dtype, 2 * Math.PI);
  const sides = even < 0 ? cos(angle) : cos(sub(angle, bothSides(half.length, dtype)));
  return add(reshape(mul(radius, sides), shape), mean);
}

/** Turns by which cos(angle - turn) is cos and sin, along a new first axis. */
function bothSides(rank: number, dtype: DType): Tensor {
  return constant([0, Math.PI / 2], { shape: [2, ...new Array<number>(rank).fill(1)], dtype });
}

export interface BernoulliOptions extends RandomSource {
  /** Chance of a 1: a number, or a tensor that broadcasts to the shape. */
  readonly probability: TensorLike;
  /** Default float32 (with a tensor: its own). */
  readonly dtype?: DType;
}

/** 1 with the given probability, else 0, independently. The same seed and stream give the same numbers. */
export function bernoulli(shape: Shape, options: BernoulliOptions): Tensor {
  const { probability } = options;
  const isTensor = probability instanceof Tensor;
  if (!isTensor && !(probability >= 0 && probability <= 1))
    throw new ArgumentError("bernoulli", { expected: "a probability from 0 to 1", got: `${probability}` });
  const precision = isTensor && probability.dtype === "float64" ? "float64" : "float32";
  const wanted = isTensor ? stopGradient(cast(probability, precision)) : constant(probability, { dtype: precision });
  if (!sameShape(broadcastShapes("bernoulli", [shape, wanted.shape]), shape))
    throw new ShapeError("bernoulli", {
      expected: `probabilities that broadcast to ${shapeText(shape)}`,
      got: shapeText(wanted.shape),
    });
  const { drawn, end } = wholeNumbers(bitsFor("bernoulli", shape, options), precision);
  return cast(less(drawn, mul(wanted, end)), options.dtype ?? (isTensor ? probability.dtype : "float32"));
}

/** 0 .. length - 1 in random order. @returns int64 [length] */
export function randomPermutation(length: number, source: RandomSource): Tensor {
  return argsort(cast(bitsFor("randomPermutation", [length], source), "int64"));
}
