import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, square, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { pow } from "../ops/exponential.ts";
import { averagePool } from "../ops/pooling.ts";
import { mean } from "../ops/reduce.ts";
import { filterAxis, filterSpace, gaussianTaps, requireWindow, uniformTaps } from "./filters.ts";
import type { ChoiceParam, FlagParam, LossSpec, NumberParam } from "./spec.ts";

/** Options that all forms of structural similarity share. */
export interface WindowOptions {
  /** Elements along each axis of the window. Default 11. */
  readonly windowSize?: number;
  /** Weights of the window: a Gaussian, or all alike. Default "gaussian". */
  readonly window?: "gaussian" | "uniform";
  /** Standard deviation of the Gaussian, in pixels. Default 1.5. */
  readonly sigma?: number;
  /** Steadies the comparison of means: (k1 · maxValue)². Default 0.01. */
  readonly k1?: number;
  /** Steadies the comparison of variances: (k2 · maxValue)². Default 0.03. */
  readonly k2?: number;
  /** Largest value a pixel can have: 1, or 255 for bytes. Default 1. */
  readonly maxValue?: number;
}

export interface SsimOptions extends WindowOptions {
  /** What happens at the border: windows inside the image only, or beyond it mirrored or repeated pixels. Default "valid". */
  readonly border?: "valid" | "reflect" | "replicate";
  /** Variances and covariances over one less than the number of pixels, as samples'. Default false. */
  readonly unbiased?: boolean;
  /** Half the loss, DSSIM, from 0 to 1. Default false. */
  readonly halved?: boolean;
}

const windowSize: NumberParam = {
  kind: "integer",
  default: 11,
  min: 1,
  example: 5,
  doc: "Elements along each axis of the window.",
};
const window: ChoiceParam<"gaussian" | "uniform"> = {
  kind: "choice",
  default: "gaussian",
  choices: ["gaussian", "uniform"],
  doc: "Weights in the window.",
};
const sigma: NumberParam = {
  kind: "number",
  default: 1.5,
  above: 0,
  doc: "Standard deviation of the Gaussian, in pixels.",
};
const k1: NumberParam = { kind: "number", default: 0.01, above: 0, doc: "Steadies means, relative to maxValue." };
const k2: NumberParam = { kind: "number", default: 0.03, above: 0, doc: "Steadies variances, relative to maxValue." };
const maxValue: NumberParam = { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." };
const halved: FlagParam = { kind: "flag", default: false, doc: "Half of it: DSSIM, from 0 to 1." };
const unbiased: FlagParam = { kind: "flag", default: false, doc: "Variances over one less than the number of pixels." };
const border: ChoiceParam<"valid" | "reflect" | "replicate"> = {
  kind: "choice",
  default: "valid",
  choices: ["valid", "reflect", "replicate"],
  doc: "Windows inside the image only, or padded with mirrored or repeated pixels.",
};

/** Their documentation, for the specs. */
export const ssimParams: LossSpec<SsimOptions>["params"] = {
  windowSize,
  window,
  sigma,
  k1,
  k2,
  maxValue,
  border,
  unbiased,
  halved,
};

/** Maps of structural similarity, one value per window. */
export interface SimilarityMaps {
  /** Agreement of the means. */
  readonly luminance: Tensor;
  /** Agreement of contrast and structure. */
  readonly structure: Tensor;
}

/**
 * Compares means and covariances in windows (Wang et al. 2004, equations 6 and 9).
 * @param filter what averages over windows
 * @param correction factor of variances and covariances
 */
export function compareWindows(
  x: Tensor,
  y: Tensor,
  filter: (image: Tensor) => Tensor,
  { k1 = 0.01, k2 = 0.03, maxValue = 1, correction = 1 }: WindowOptions & { readonly correction?: number } = {},
): SimilarityMaps {
  const [c1, c2] = [(k1 * maxValue) ** 2, (k2 * maxValue) ** 2];
  const [meanX, meanY] = [filter(x), filter(y)];
  const product = mul(meanX, meanY);
  const squares = add(square(meanX), square(meanY));
  const covariance = sub(filter(mul(x, y)), product);
  const variances = sub(filter(add(square(x), square(y))), squares);
  return {
    luminance: div(add(mul(2, product), c1), add(squares, c1)),
    structure: div(add(mul(2 * correction, covariance), c2), add(mul(correction, variances), c2)),
  };
}

/** The window of the options, along one axis. */
export function windowTaps({ windowSize = 11, window = "gaussian", sigma = 1.5 }: WindowOptions): number[] {
  return window === "gaussian" ? gaussianTaps(windowSize, sigma) : uniformTaps(windowSize);
}

/**
 * Structural similarity of every window.
 * @throws ShapeError for images smaller than the window
 */
export function ssimMap(name: string, x: Tensor, y: Tensor, options: SsimOptions): Tensor {
  const { windowSize = 11, border = "valid", unbiased = false } = options;
  requireWindow(name, y, windowSize, border);
  const count = windowSize ** (y.rank - 2);
  const correction = unbiased ? count / (count - 1) : 1;
  const taps = windowTaps(options);
  const maps = compareWindows(x, y, (image) => filterSpace(image, taps, border), { ...options, correction });
  return mul(maps.luminance, maps.structure);
}

export interface MultiscaleOptions extends WindowOptions {
  /** Exponent of each scale, the finest first; their number is that of the scales. Default those of Wang et al. */
  readonly weights?: readonly number[];
  /** Half the loss. Default false. */
  readonly halved?: boolean;
}

/** Their documentation, for the specs. */
export const multiscaleParams: LossSpec<MultiscaleOptions>["params"] = {
  windowSize,
  window,
  sigma,
  k1,
  k2,
  maxValue,
  weights: {
    kind: "numbers",
    default: [0.0448, 0.2856, 0.3001, 0.2363, 0.1333],
    min: 0,
    example: [0.5, 0.3, 0.2],
    doc: "Exponent of each scale, the finest first.",
  },
  halved,
};

const wangWeights: readonly number[] = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/**
 * Similarity over scales, each half as large as the one before (means of 2x2 pixels; an odd row or column at the end goes).
 * @returns [batch, channels]
 * @throws ShapeError for images with less than a pixel at the last scale
 */
export function multiscaleSimilarity(name: string, x: Tensor, y: Tensor, options: MultiscaleOptions): Tensor {
  const { weights = wangWeights } = options;
  requireWindow(name, y, 2 ** (weights.length - 1));
  let scale: readonly [Tensor, Tensor] = [x, y];
  const factors = weights.map((weight, i) => {
    const [a, b] = i === 0 ? scale : [halve(scale[0]), halve(scale[1])];
    scale = [a, b];
    const { luminance, structure } = compareWindows(a, b, (image) => fittingFilter(image, options), options);
    const map = i === weights.length - 1 ? mul(luminance, structure) : structure;
    return positivePower(mean(map, { axes: [2, 3] }), weight);
  });
  return factors.reduce((product, factor) => mul(product, factor));
}

function halve(x: Tensor): Tensor {
  return averagePool(x, { window: 2 });
}

/** Filters each axis with the window, or with a window as long as the axis where it does not fit. */
function fittingFilter(x: Tensor, { windowSize: size = 11, ...rest }: WindowOptions): Tensor {
  return [2, 3].reduce((image, axis) => {
    const fitting = Math.min(size, image.shape[axis] as number);
    return filterAxis(image, axis, windowTaps({ ...rest, windowSize: fitting }));
  }, x);
}

/** x^exponent, and 0 with zero gradient where x is not above 0. */
function positivePower(x: Tensor, exponent: number): Tensor {
  const isPositive = greater(x, 0);
  return where(isPositive, pow(where(isPositive, x, 1), exponent), 0);
}

/**
 * Similarity over windows of several widths, all of the whole image, zeros beyond its border (Zhao et al. 2017).
 * @returns the similarity, shaped like x, and the filter by the coarsest window
 */
export function windowScales(
  x: Tensor,
  y: Tensor,
  sigmas: readonly number[],
  maxValue: number,
): { readonly similarity: Tensor; readonly coarsest: (image: Tensor) => Tensor } {
  const widest = 2 * Math.floor(2 * (sigmas.at(-1) as number)) + 1;
  const filters = sigmas.map((width) => {
    const taps = gaussianTaps(widest, width);
    const reach = taps.findIndex((tap) => tap > 1e-20); // narrow ones are 0 at the window's ends
    return (image: Tensor): Tensor => filterSpace(image, taps.slice(reach, taps.length - reach), "zeros");
  });
  const maps = filters.map((filter) => compareWindows(x, y, filter, { maxValue }));
  const luminance = (maps.at(-1) as SimilarityMaps).luminance;
  return {
    similarity: maps.reduce((product, { structure }) => mul(product, structure), luminance),
    coarsest: filters.at(-1) as (image: Tensor) => Tensor,
  };
}
