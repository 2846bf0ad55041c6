import { expect, test } from "vitest";
import {
  crossEntropy,
  logSumExp,
  perExample,
  type Row,
  squared,
  unit,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import { type ProxyNcaOptions, proxyNca } from "./proxyNca.ts";

const run = (options?: ProxyNcaOptions): Tensor => proxyNca(int64(yTrue), float64(yPred), float64(vectors), options);
const closeness = (x: Row): number[] => vectors.map((v) => -squared(unit(x), unit(v)));

test("the own proxy against all others", async () => {
  const want = perExample((x, y) => {
    const logits = closeness(x);
    return logSumExp(logits.filter((_, c) => c !== y)) - (logits[y] as number);
  });
  await expectValues(run(), want);
});

test("with its own proxy in the denominator it is a softmax, as in pytorch-metric-learning", async () => {
  await expectValues(
    run({ includeOwn: true }),
    perExample((x, y) => crossEntropy(closeness(x), y)),
  );
  const far = perExample((x, y) =>
    crossEntropy(
      vectors.map((v) => -2 * squared(x, v)),
      y,
    ),
  );
  await expectValues(run({ includeOwn: true, normalize: false, scale: 2 }), far);
});

test("keeps its digits where the own proxy is surely the nearest", async () => {
  const loss = (x: Tensor): Tensor =>
    proxyNca(constant([0], { dtype: "int64" }), x, constant([[0], [4]]), { includeOwn: true, normalize: false });
  const { value } = await valueAndGradient(loss, [[0]]);
  const want = Math.log1p(Math.exp(-16));
  expect(Math.abs((value[0] as number) - want)).toBeLessThan(1e-6 * want);
});
