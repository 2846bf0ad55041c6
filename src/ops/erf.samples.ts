import type { OpSample } from "../../tests/ops/sample.ts";
import { erf, erfc } from "./erf.ts";

const exact = { tolerance: 4e-15, reason: "tighter than the default: the approximations are good to rounding" };

export const samples: readonly OpSample[] = [
  {
    // Values: Python's math.erf and math.erfc (the C library's).
    op: "erf",
    inputs: [{ shape: [12], values: [-5, -2.5, -0.6, -0.46875, -0.3, 1e-10, 0.2, 0.47, 1, 2, 3.9, 4.1] }],
    build: erf,
    expected: () => [
      -0.9999999999984626, -0.999593047982555, -0.6038560908479259, -0.49261347321793797, -0.3286267594591274,
      1.1283791670955126e-10, 0.22270258921047847, 0.4937450508860821, 0.8427007929497149, 0.9953222650189527,
      0.9999999652077514, 0.9999999932999724,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "erf",
    label: "at 0 and infinity",
    inputs: [{ shape: [3], values: [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY] }],
    build: erf,
    expected: () => [-1, 0, 1],
    differentiable: "kink",
    gradient: [0, 2 / Math.sqrt(Math.PI), 0],
  },
  {
    op: "erfc",
    inputs: [{ shape: [9], values: [-6, -2, -0.5, -0.1, 0.3, 0.46875, 0.6, 1.5, 3] }],
    build: erfc,
    expected: () => [
      2, 1.9953222650189528, 1.5204998778130465, 1.1124629160182848, 0.6713732405408726, 0.507386526782062,
      0.3961439091520741, 0.033894853524689274, 2.2090496998585438e-5,
    ],
    differentiable: "twice",
    float64: exact,
  },
  // One element each: the tolerance is then relative to that value alone.
  {
    op: "erfc",
    label: "4.5",
    inputs: [{ shape: [1], values: [4.5] }],
    build: erfc,
    expected: () => [1.9661604415428873e-10],
    differentiable: "kink",
    float64: exact,
  },
  {
    op: "erfc",
    label: "26, below float32's range",
    inputs: [{ shape: [1], values: [26] }],
    build: (x) => erfc(x),
    expected: () => [5.663192408856143e-296],
    differentiable: "kink",
    float64: exact,
  },
  {
    op: "erfc",
    label: "infinity",
    inputs: [{ shape: [2], values: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] }],
    build: erfc,
    expected: () => [2, 0],
    differentiable: "kink",
    gradient: [0, 0],
  },
];
