import { test } from "vitest";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues, softmaxOf, sumOf } from "../../../tests/losses/numbers.ts";
import { transpose } from "../../ops/structure.ts";
import { entropyMinimization } from "./entropyMinimization.ts";

test("is the entropy of the softmax: log C where undecided, 0 where decided", async () => {
  const logits = [...drawRows(4, 3), [0, 0, 0], [1e4, -1e4, 0]];
  const want = logits.map((row) => -sumOf(softmaxOf(row).map((p) => p * Math.log(p))));
  await expectValues(entropyMinimization(float64(logits)), [...want.slice(0, 4), Math.log(3), 0]);
  await expectValues(entropyMinimization(transpose(float64(logits)), { axis: 0 }), [
    ...want.slice(0, 4),
    Math.log(3),
    0,
  ]);
});
