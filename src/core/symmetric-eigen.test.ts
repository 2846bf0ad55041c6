import { expect, test } from "vitest";
import { symmetricEigen } from "./symmetric-eigen.ts";

test("eigenvalues are those numpy gives", () => {
  const { values } = symmetricEigen([4, 1, 0.5, 1, 3, -1, 0.5, -1, 2], 3);
  const want = [1.0595504397993127, 3.3175444385565522, 4.622905121644136];
  [...values]
    .sort((a, b) => a - b)
    .forEach((value, i) => {
      expect(value).toBeCloseTo(want[i] as number, 12);
    });
});

test("the vectors are orthonormal and give the matrix back", () => {
  const size = 20;
  const matrix = Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return Math.cos(i * j) + (i === j ? i : 0);
  });
  const { values, vectors } = symmetricEigen(matrix, size);
  const row = (i: number): Float64Array => vectors.subarray(i * size, (i + 1) * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const inner = row(i).reduce((sum, x, k) => sum + x * (row(j)[k] as number), 0);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 12);
      const back = values.reduce((sum, value, k) => sum + value * (row(k)[i] as number) * (row(k)[j] as number), 0);
      expect(back).toBeCloseTo(matrix[i * size + j] as number, 10);
    }
});

test("a diagonal matrix and one of zeros stay as they are", () => {
  expect([...symmetricEigen([2, 0, 0, -1], 2).values]).toEqual([2, -1]);
  expect([...symmetricEigen([0, 0, 0, 0], 2).values]).toEqual([0, 0]);
});
