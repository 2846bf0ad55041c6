import { expect, test } from "vitest";
import {
  dot,
  embeddings,
  expectPaired,
  hinge,
  labels,
  logSumExp,
  perAnchor,
  softplus,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant } from "../../core/tensor.ts";
import { type Reduction, reduceLoss } from "../reduce.ts";
import spec, { type CircleOptions, circle } from "./circle.ts";

// Labels and embeddings of Keras' own tests, and the numbers they publish.
const first = {
  labels: [1, 1, 2, 2, 3],
  embeddings: [
    [0.70014004, -0.42008403, 0.14002801, 0.56011203],
    [0.17609018, 0.70436073, -0.52827054, 0.44022545],
    [-0.34050261, 0.25537696, -0.68100522, 0.59587957],
    [0.32163376, -0.75047877, 0.53605627, -0.21442251],
    [0.51261459, -0.34174306, 0.17087153, 0.76892189],
  ],
};
const second = {
  labels: [1, 1, 2, 2, 3, 4],
  embeddings: [
    [0.40824829, -0.54433105, 0.27216553, 0.68041382],
    [0.76376261, 0.10910895, -0.54554473, 0.32732684],
    [-0.74420841, 0.24806947, 0.49613894, -0.3721042],
    [0.52981294, -0.13245324, 0.79471941, -0.26490647],
    [0.54554473, -0.32732684, 0.10910895, 0.76376261],
    [-0.27216553, 0.68041382, 0.40824829, -0.54433105],
  ],
};

function reduced(
  { labels: y, embeddings: x }: typeof first,
  options: CircleOptions & { reduction?: Reduction; sampleWeight?: number[] } = {},
): Promise<number[]> {
  const { reduction, sampleWeight, ...rest } = options;
  const [given, rows] = [int64(y), float64(x)];
  const weight = sampleWeight && float64(sampleWeight);
  return numbersOf(
    reduceLoss(circle(given, rows, rest), { reduction, sampleWeight: weight, mask: spec.mask?.(given, rows) }),
  );
}

test("Keras' published numbers", async () => {
  const close = (got: readonly number[], want: readonly number[]): void => {
    expect(got.length).toBe(want.length);
    want.forEach((each, i) => {
      expect(Math.abs((got[i] as number) - each)).toBeLessThan(5e-4);
    });
  };
  const sampleWeight = [2, 2, 1, 1, 0.5];
  close(await reduced(first), [188.3883]);
  close(await reduced(first, { gamma: 256, margin: 0.25 }), [652.7617]);
  close(await reduced(first, { sampleWeight }), [244.91918]);
  close(await reduced(first, { sampleWeight, reduction: "meanOverWeights" }), [163.27948]);
  close(await reduced(second, { reduction: "none" }), [82.9116, 36.7942, 92.459, 52.6798, 0, 0]);
  close(await reduced(second, { reduction: "sum" }), [264.845]);
});

test("in plain loops, also without normalising", async () => {
  const of = (g: number, m: number, isScaled: boolean): number[] =>
    perAnchor(
      (a, ps, ns) =>
        softplus(
          logSumExp(ps.map((p) => -g * hinge(1 + m - dot(a, p)) * (dot(a, p) - 1 + m))) +
            logSumExp(ns.map((n) => g * hinge(dot(a, n) + m) * (dot(a, n) - m))),
        ),
      { scaled: isScaled },
    );
  const [y, x] = [int64(labels), float64(embeddings)];
  await expectPaired(circle(y, x, { gamma: 8, margin: 0.25 }), of(8, 0.25, true));
  await expectPaired(circle(y, x, { gamma: 2, normalize: false }), of(2, 0.4, false));
});

test("detached weights change the gradient only", async () => {
  const y = constant([...labels], { dtype: "int64" });
  const of = (detachWeights: boolean): ReturnType<typeof valueAndGradient> =>
    valueAndGradient((x) => circle(y, x, { gamma: 4, detachWeights }), embeddings, { dtype: "float64" });
  const [held, whole] = [await of(true), await of(false)];
  expect(held.value).toEqual(whole.value);
  expect(Math.abs((held.gradient[0] as number) - (whole.gradient[0] as number))).toBeGreaterThan(1e-3);
});
