import { expect, test } from "vitest";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { drawCube, expectValues, softmaxOf } from "../../../tests/losses/numbers.ts";
import { unlikelihood } from "./unlikelihood.ts";

const logits = drawCube(2, 5, 4);
const labels = [
  [0, 1, 0, 0, 3],
  [2, 2, 1, 2, 1],
];

test.each([0, 1, 0.3])("against a loop, weight %d", async (weight) => {
  const want = logits.flatMap((rows, i) =>
    rows.map((row, t) => {
      const p = softmaxOf(row);
      const target = labels[i]?.[t] as number;
      const earlier = new Set(labels[i]?.slice(0, t));
      earlier.delete(target);
      const penalty = [...earlier].reduce((sum, c) => sum - Math.log(1 - (p[c] as number)), 0);
      return weight * penalty - Math.log(p[target] as number);
    }),
  );
  await expectValues(unlikelihood(int64(labels), float64(logits), { weight }), want);
});

test("ignored tokens neither count nor are candidates", async () => {
  const row = [[0, 3, 1]];
  const [first, , third] = logits[0] as number[][];
  const given = float64([[first, third, third]] as number[][][]);
  const q = softmaxOf(third as number[]);
  const want = [
    -Math.log(softmaxOf(first as number[])[0] as number),
    0,
    -Math.log(q[1] as number) - Math.log(1 - (q[0] as number)),
  ];
  await expectValues(unlikelihood(int64(row), given, { ignoreClass: 3 }), want);
});

test("a repeated token that is all but certain costs its logit gap, with gradient, in float32", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => unlikelihood(int64([[0, 1]]), x),
    [
      [
        [0, 0],
        [200, 0],
      ],
    ],
  );
  expect(value[1]).toBeCloseTo(400, 4);
  expect(gradient.slice(2)).toEqual([2, -2]);
});
