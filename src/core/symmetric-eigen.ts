/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 8.5): slower than tridiagonal methods, and exact to rounding for small eigenvalues too.
 * @param matrix size · size numbers, row-major; only its upper triangle is read
 * @returns `values` in no order; row i of `vectors` (row-major) is the unit eigenvector of value i
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  size: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = new Float64Array(size * size);
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    vectors[i * size + i] = 1;
    for (let j = i; j < size; j++) a[i * size + j] = a[j * size + i] = matrix[i * size + j] as number;
  }
  const at = (i: number, j: number): number => a[i * size + j] as number;
  const scale = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += at(p, q) ** 2;
    if (off <= 1e-30 * scale) break;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        const apq = at(p, q);
        if (apq === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * apq);
        const tan = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cos = 1 / Math.hypot(tan, 1);
        const sin = tan * cos;
        rotateRows(vectors, size, p, q, cos, sin);
        rotateRows(a, size, p, q, cos, sin);
        for (let k = 0; k < size; k++) {
          const [akp, akq] = [at(k, p), at(k, q)];
          a[k * size + p] = cos * akp - sin * akq;
          a[k * size + q] = sin * akp + cos * akq;
        }
      }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => at(i, i)), vectors };
}

function rotateRows(m: Float64Array, size: number, p: number, q: number, cos: number, sin: number): void {
  for (let k = 0; k < size; k++) {
    const [mp, mq] = [m[p * size + k] as number, m[q * size + k] as number];
    m[p * size + k] = cos * mp - sin * mq;
    m[q * size + k] = sin * mp + cos * mq;
  }
}
