import { DataError, ShapeError } from "../core/errors.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { symmetricEigen } from "../core/symmetric-eigen.ts";

/** Features of examples, [examples, features]: a host `Value`, or plain numbers with their shape. */
export interface Features {
  readonly shape: Shape;
  readonly data: ArrayLike<number | bigint>;
}

/**
 * Frechet distance of the normal distributions that have the means and covariances of two sets of features:
 * |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) (Dowson and Landau 1982; Heusel et al. 2017, arXiv:1706.08500, who name it FID where
 * the features are those of Inception-v3). 0 for equal moments. Estimates from few examples are too large: compare only sets of
 * the same sizes. Covariances divide by examples - 1, as `numpy.cov` does.
 * @param a features of one set, [examples, features]
 * @param b features of the other, as wide; the number of examples may differ
 * @throws ShapeError for what is no matrix or of another width, DataError for fewer than two examples or numbers that are not finite
 */
export function frechetDistance(a: Features, b: Features): number {
  const [first, second] = [moments(a), moments(b)];
  const size = first.mean.length;
  if (second.mean.length !== size)
    throw new ShapeError("frechetDistance", {
      expected: `two sets of ${size} features`,
      got: `${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    });
  // tr (Σ₁ Σ₂)^½ is the sum of the roots of the eigenvalues of the symmetric R Σ₂ Rᵀ, R = Λ^½ Vᵀ of Σ₁ = V Λ Vᵀ.
  const { values, vectors } = symmetricEigen(first.covariance, size);
  const root = vectors.map((x, i) => x * Math.sqrt(Math.max(0, values[Math.floor(i / size)] as number)));
  const product = timesTransposed(timesTransposed(root, second.covariance, size), root, size);
  const cross = symmetricEigen(product, size).values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  let distance = -2 * cross;
  for (let i = 0; i < size; i++) {
    const at = i * size + i;
    distance += (first.covariance[at] as number) + (second.covariance[at] as number);
    distance += ((first.mean[i] as number) - (second.mean[i] as number)) ** 2;
  }
  return Math.max(0, distance); // rounding alone goes below
}

function moments({ shape, data }: Features): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const [count = 0, size = 0] = shape;
  if (shape.length !== 2 || data.length !== count * size)
    throw new ShapeError("frechetDistance", {
      expected: "features [examples, features]",
      got: `${shapeText(shape)} of ${data.length} numbers`,
    });
  if (count < 2) throw new DataError("frechetDistance", { expected: "at least two examples", got: String(count) });
  const x = Float64Array.from(data as ArrayLike<number>, Number);
  if (!x.every(Number.isFinite)) throw new DataError("frechetDistance", { expected: "finite features", got: "others" });
  const mean = new Float64Array(size);
  for (let i = 0; i < x.length; i++) mean[i % size] = (mean[i % size] as number) + (x[i] as number) / count;
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) - (mean[i % size] as number);
  const covariance = new Float64Array(size * size);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < size; i++) {
      const xi = (x[n * size + i] as number) / (count - 1);
      for (let j = 0; j < size; j++)
        covariance[i * size + j] = (covariance[i * size + j] as number) + xi * (x[n * size + j] as number);
    }
  return { mean, covariance };
}

/** A Bᵀ of square matrices, row-major. */
function timesTransposed(a: Float64Array, b: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size) * size, (at % size) * size];
    let total = 0;
    for (let k = 0; k < size; k++) total += (a[i + k] as number) * (b[j + k] as number);
    return total;
  });
}
