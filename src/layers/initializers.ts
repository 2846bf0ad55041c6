import { ArgumentError } from "../core/errors.ts";
import { canonicalName } from "../core/names.ts";
import type { Random } from "../core/random.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
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

/** 0 everywhere. */
export const zeros: Initializer = (shape) => filled(shape, () => 0);
/** 1 everywhere. */
export const ones: Initializer = (shape) => filled(shape, () => 1);

/** The same value everywhere. */
export function constantFill(value: number): Initializer {
  return (shape) => filled(shape, () => value);
}

/** Uniform in [low, high). */
export function uniform({
  low = -0.05,
  high = 0.05,
}: {
  readonly low?: number;
  readonly high?: number;
} = {}): Initializer {
  return (shape, random) => filled(shape, () => low + (high - low) * random.uniform());
}

/** Normal with the given mean and standard deviation. */
export function normal({
  mean = 0,
  standardDeviation = 0.05,
}: {
  readonly mean?: number;
  readonly standardDeviation?: number;
} = {}): Initializer {
  return (shape, random) => filled(shape, () => mean + standardDeviation * random.normal());
}

/** Deviation of a standard normal cut at ±2. */
const cutDeviation = 0.8796256610342398;

/** Normal, drawn again beyond two standard deviations of the mean (so that the deviation of what remains is 0.88 of the one given). */
export function truncatedNormal({
  mean = 0,
  standardDeviation = 0.05,
}: {
  readonly mean?: number;
  readonly standardDeviation?: number;
} = {}): Initializer {
  return (shape, random) =>
    filled(shape, () => {
      let value = random.normal();
      while (Math.abs(value) > 2) value = random.normal();
      return mean + standardDeviation * value;
    });
}

function byVariance(variance: (shape: Shape) => number, distribution: "uniform" | "normal"): Initializer {
  return (shape, random) => {
    const wanted = variance(shape);
    if (distribution === "normal")
      return truncatedNormal({ standardDeviation: Math.sqrt(wanted) / cutDeviation })(shape, random);
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

/**
 * Rows or columns, whichever are fewer, of length 1 at right angles to each other (Saxe et al. 2014, arXiv:1312.6120). The
 * first axis is the rows, all others are columns.
 */
export const orthogonal: Initializer = (shape, random) => {
  const [rows = 1] = shape;
  requireMatrix("orthogonal", shape);
  const columns = sizeOf(shape) / rows;
  const basis = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return (rows >= columns ? basis[column]?.[row] : basis[row]?.[column]) as number;
  });
};

function requireMatrix(where: string, shape: Shape, most = Number.POSITIVE_INFINITY): void {
  if (shape.length < 2 || shape.length > most)
    throw new ArgumentError(where, {
      expected: most === 2 ? "a shape of 2 axes" : "a shape of at least 2 axes",
      got: shapeText(shape),
    });
}

/** Random vectors made orthonormal by Gram and Schmidt, twice over: once loses digits when a vector is nearly dependent. */
function orthonormal(count: number, length: number, random: Random): Float64Array[] {
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = filled([length], () => random.normal());
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis) {
        const along = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i] = (vector[i] as number) - along * (other[i] as number);
      }
    const norm = Math.sqrt(dot(vector, vector));
    if (norm > 1e-6) basis.push(vector.map((value) => value / norm));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

/** 1 on the diagonal of a matrix, else 0. */
export const identity: Initializer = (shape) => {
  requireMatrix("identity", shape, 2);
  const columns = shape[1] as number;
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => (Math.floor(i / columns) === i % columns ? 1 : 0));
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
  | "identity"
  | "uniform"
  | "normal"
  | "truncatedNormal";

interface Entry {
  readonly make: () => Initializer;
  /** What else it is called; case, "_" and "-" make no difference. */
  readonly aliases: readonly string[];
}

const table: Readonly<Record<InitializerName, Entry>> = {
  zeros: { make: () => zeros, aliases: ["zero"] },
  ones: { make: () => ones, aliases: ["one"] },
  glorotUniform: { make: () => glorotUniform, aliases: ["xavierUniform"] },
  glorotNormal: { make: () => glorotNormal, aliases: ["xavierNormal"] },
  heUniform: { make: () => heUniform, aliases: ["kaimingUniform"] },
  heNormal: { make: () => heNormal, aliases: ["kaimingNormal"] },
  lecunUniform: { make: () => lecunUniform, aliases: [] },
  lecunNormal: { make: () => lecunNormal, aliases: [] },
  orthogonal: { make: () => orthogonal, aliases: [] },
  identity: { make: () => identity, aliases: ["eye"] },
  uniform: { make: uniform, aliases: ["randomUniform"] },
  normal: { make: normal, aliases: ["randomNormal"] },
  truncatedNormal: { make: truncatedNormal, aliases: [] },
};

export type InitializerLike = Initializer | InitializerName | (string & {});

/** The initializer meant; names in any case and Keras' and PyTorch's spelling. @throws NameError with the nearest name and the list */
export function resolveInitializer(initializer: InitializerLike): Initializer {
  if (typeof initializer === "function") return initializer;
  const aliases = Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, entry.aliases]));
  return table[canonicalName("initializer", initializer, aliases as Record<InitializerName, readonly string[]>)].make();
}
