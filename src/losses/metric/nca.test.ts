import { expect, test } from "vitest";
import { embeddings, expectPaired, labels, perAnchor, type Row, squared } from "../../../tests/losses/embeddings.ts";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { sumOf } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { nca } from "./nca.ts";

test("surprise at a neighbour of the anchor's class", async () => {
  const of = (scale: number, isScaled: boolean): number[] =>
    perAnchor(
      (a, ps, ns) => {
        const chance = (rows: readonly Row[]): number => sumOf(rows.map((x) => Math.exp(-scale * squared(a, x))));
        return -Math.log(chance(ps) / (chance(ps) + chance(ns)));
      },
      { scaled: isScaled },
    );
  const [y, x] = [int64(labels), float64(embeddings)];
  await expectPaired(nca(y, x, { scale: 0.5 }), of(0.5, false));
  await expectPaired(nca(y, x, { normalize: true }), of(1, true));
});

test("stays exact where every neighbour is far", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => nca(constant([0, 0, 1], { dtype: "int64" }), x),
    [
      [0, 0],
      [300, 0],
      [0, 100],
    ],
  );
  expect(value).toEqual([8e4, 1e4, 0].map((each, i) => (i === 1 ? expect.any(Number) : each)));
  for (const each of gradient) expect(Number.isFinite(each)).toBe(true);
});

test("keeps its digits where the neighbours are surely of the anchor's class", async () => {
  const points = [
    [0, 0],
    [0, 0],
    [0, 4],
  ];
  const { value } = await valueAndGradient((x) => nca(constant([0, 0, 1], { dtype: "int64" }), x), points);
  const want = Math.log1p(Math.exp(-16));
  expect(Math.abs((value[0] as number) - want)).toBeLessThan(1e-6 * want);
});
