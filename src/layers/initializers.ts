import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import type { Initializer } from "./layer.ts";

/**
 * Numbers that feed into one unit and that one unit feeds: for [in, out] the sizes themselves, for convolution kernels
 * [filters, in, ...kernel] times the kernel's size.
 */
export function fans(shape: Shape): { readonly in: number; readonly out: number } {
  const [first = 1, second = 1, ...kernel] = shape;
  if (shape.length < 2) return { in: first, out: first };
  const field = sizeOf(kernel);
  return kernel.length === 0 ? { in: first, out: second } : { in: second * field, out: first * field };
}

const filled = (shape: Shape, draw: () => number): Float64Array => Float64Array.from({ length: sizeOf(shape) }, draw);

export const zeros: Initializer = (shape) => filled(shape, () => 0);
export const ones: Initializer = (shape) => filled(shape, () => 1);

/** The same value everywhere. */
export function constantFill(value: number): Initializer {
  return (shape) => filled(shape, () => value);
}

/** Uniform in [low, high). */
export function uniform({ low = -0.05, high = 0.05 }: { readonly low?: number; readonly high?: number } = {}): Initializer {
  return (shape, random) => filled(shape, () => low + (high - low) * random.uniform());
}

/** Normal with the given mean and standard deviation. */
export function normal({ mean = 0, standardDeviation = 0.05 }: { readonly mean?: number; readonly standardDeviation?: number } = {}): Initializer {
  return (shape, random) => filled(shape, () => mean + standardDeviation * random.normal());
}

/** Normal, drawn again beyond two standard deviations; the deviation of what remains is the one given. */
function truncated(shape: Shape, random: Random, standardDeviation: number): Float64Array {
  const scale = standardDeviation / 0.8796256610342398; // deviation of a standard normal cut at ±2
  return filled(shape, () => {
    let value = random.normal();
    while (Math.abs(value) > 2) value = random.normal();
    return scale * value;
  });
}

function byVariance(variance: (shape: Shape) => number, distribution: "uniform" | "normal"): Initializer {
  return (shape, random) => {
    const wanted = variance(shape);
    if (distribution === "normal") return truncated(shape, random, Math.sqrt(wanted));
    const limit = Math.sqrt(3 * wanted);
    return filled(shape, () => limit * (2 * random.uniform() - 1));
  };
}

const glorot = (shape: Shape): number => 2 / (fans(shape).in + fans(shape).out);
const he = (shape: Shape): number => 2 / fans(shape).in;
const lecun = (shape: Shape): number => 1 / fans(shape).in;

/** Variance 2 / (in + out) (Glorot and Bengio 2010, proceedings.mlr.press/v9/glorot10a). */
export const glorotUniform: Initializer = (shape, random) => byVariance(glorot, "uniform")(shape, random);
/** As glorotUniform, normal cut at two deviations. */
export const glorotNormal: Initializer = (shape, random) => byVariance(glorot, "normal")(shape, random);
/** Variance 2 / in, for relu (He et al. 2015, arXiv:1502.01852). */
export const heUniform: Initializer = (shape, random) => byVariance(he, "uniform")(shape, random);
/** As heUniform, normal cut at two deviations. */
export const heNormal: Initializer = (shape, random) => byVariance(he, "normal")(shape, random);
/** Variance 1 / in (LeCun et al. 1998, doi:10.1007/3-540-49430-8_2). */
export const lecunUniform: Initializer = (shape, random) => byVariance(lecun, "uniform")(shape, random);
/** As lecunUniform, normal cut at two deviations. */
export const lecunNormal: Initializer = (shape, random) => byVariance(lecun, "normal")(shape, random);

/** Rows (or columns) of length 1 at right angles to each other (Saxe et al. 2014, arXiv:1312.6120); all axes but the last are rows. */
export const orthogonal: Initializer = (shape, random) => {
  if (shape.length < 2) throw new ArgumentError("orthogonal", { expected: "a shape of at least 2 axes", got: `[${shape.join(", ")}]` });
  const columns = shape.at(-1) as number;
  const rows = sizeOf(shape) / columns;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    // Twice: once loses digits when the vector is nearly dependent.
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis) {
        const along = vector.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
        for (let i = 0; i < length; i++) vector[i] = (vector[i] as number) - along * (other[i] as number);
      }
    const norm = Math.hypot(...vector);
    if (norm > 1e-6) basis.push(vector.map((value) => value / norm));
  }
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return rows >= columns ? (basis[column] as Float64Array)[row] as number : ((basis[row] as Float64Array)[column] as number);
  });
};

/** Names of the initializers that need no argument. */
export type InitializerName =
  | "zeros"
  | "ones"
  | "glorotUniform"
  | "glorotNormal"
  | "heUniform"
  | "heNormal"
  | "lecunUniform"
  | "lecunNormal"
  | "orthogonal"
  | "uniform"
  | "normal";

const byName: { readonly [N in InitializerName]: Initializer } = {
  zeros,
  ones,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  uniform: (shape, random) => uniform()(shape, random),
  normal: (shape, random) => normal()(shape, random),
};

export type InitializerLike = Initializer | InitializerName;

/** The initializer meant; names in any case and Keras' spelling. @throws NameError with the nearest name and the list */
export function resolveInitializer(initializer: InitializerLike): Initializer {
  if (typeof initializer === "function") return initializer;
  const wanted = String(initializer).toLowerCase().replaceAll("_", "");
  const found = Object.entries(byName).find(([name]) => name.toLowerCase() === wanted);
  if (found === undefined) throw unknownName("initializer", initializer, Object.keys(byName));
  return found[1];
}
