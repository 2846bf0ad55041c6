import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/core/tensor.ts";
import type { LossInfo } from "../../src/losses/spec.ts";
import { evaluateCase } from "../../src/registry/eval.ts";
import { float64 } from "./loss.ts";
import { drawBits, drawRows, expectValues, meanOf } from "./numbers.ts";

const bits = drawBits(4, 3);
const signs = bits.map((row) => row.map((bit) => 2 * bit - 1));
const scores = drawRows(4, 3);

/** Tests of a loss of margins against its formula in plain numbers, with both kinds of labels. */
export function describeMarginLoss(
  name: string,
  loss: LossInfo["fn"],
  formula: (margin: number) => number,
  options: Readonly<Record<string, unknown>> = {},
): void {
  describe(`${name} ${JSON.stringify(options)}`, () => {
    const want = signs.map((row, i) => meanOf(row.map((y, j) => formula(y * (scores[i]?.[j] as number)))));
    const run = (labels: number[][], more: object = {}): Tensor =>
      loss(float64(labels), float64(scores), { ...options, ...more });

    test("is its formula of label times score", async () => {
      await expectValues(run(signs), want);
    });

    test("labels of 0 and 1 by an option only: a batch of one class says nothing", async () => {
      await expectValues(run(bits, { binaryLabels: true }), want);
      const given = { id: 1, loss: name, inputs: { yTrue: [[0, 0]], yPred: [[1, 2]] } };
      const refused = await evaluateCase(given);
      expect(JSON.stringify(refused)).toContain("or pass binaryLabels: true");
      const taken = await evaluateCase({ ...given, params: { binaryLabels: true } });
      expect(taken).toHaveProperty("value");
      const signed = await evaluateCase({
        ...given,
        inputs: { yTrue: [[-1]], yPred: [[1]] },
        params: { binaryLabels: true },
      });
      expect(JSON.stringify(signed)).toContain("drop binaryLabels if they are -1 and 1");
    });
  });
}
