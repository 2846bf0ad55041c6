import { describe, expect, test } from "vitest";
import { drawRows, expectNumbers } from "../../tests/losses/numbers.ts";
import { gradients } from "../autodiff/gradients.ts";
import { optimise } from "../compiler/compile.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { linearCrossentropy } from "./classification/linearCrossentropy.ts";
import { sparseCategoricalCrossentropy } from "./classification/sparseCategoricalCrossentropy.ts";
import { clipContrastive } from "./selfSupervised/clipContrastive.ts";
import { ntXent } from "./selfSupervised/ntXent.ts";
import { sigLip } from "./selfSupervised/sigLip.ts";
import { supervisedContrastive } from "./selfSupervised/supervisedContrastive.ts";

const double = { dtype: "float64" } as const;
const a = input("a", [7, 4], double);
const b = input("b", [7, 4], double);
const w = input("w", [5, 4], double);
const bias = input("bias", [5], double);
const labels = input("labels", [7], { dtype: "int64" });
const feeds: Readonly<Record<string, number[]>> = {
  a: drawRows(7, 4, 1).flat(),
  b: drawRows(7, 4, 2).flat(),
  w: drawRows(5, 4, 3).flat(),
  bias: drawRows(1, 5, 4).flat(),
  labels: [0, 3, 1, 1, 4, 0, 1],
};

/** Values, gradients of a weighted sum, and second derivatives. */
async function numbersOf(values: Tensor, by: readonly Tensor[]): Promise<number[]> {
  const weights = input("weights", values.shape, double);
  const first = gradients(sum(mul(values, weights)), by);
  const second = gradients(
    first.map((x) => sum(mul(x, x))).reduce((x, y) => add(x, y)),
    by,
  );
  const fed = { ...feeds, weights: [1, 2, 0.5, 3, 1, 0.25, 2] };
  const outputs = [values, ...first, ...second];
  const needed = new Set(nodesOf(outputs).map((node) => node.attributes["name"]));
  const results = await evaluate(outputs, Object.fromEntries(Object.entries(fed).filter(([name]) => needed.has(name))));
  return results.flatMap((value) => Array.from(value.data as Float64Array));
}

const losses: Record<string, [build: (blockSize?: number) => Tensor, by: Tensor[]]> = {
  linearCrossentropy: [(blockSize = 100) => linearCrossentropy(labels, a, w, bias, { blockSize }), [a, w, bias]],
  "linearCrossentropy, smoothed, a class ignored": [
    (blockSize = 100) => linearCrossentropy(labels, a, w, bias, { blockSize, ignoreClass: 1, labelSmoothing: 0.1 }),
    [a, w, bias],
  ],
  clipContrastive: [(blockSize = 100) => clipContrastive(a, b, { blockSize }), [a, b]],
  sigLip: [(blockSize = 100) => sigLip(a, b, { blockSize }), [a, b]],
  ntXent: [(blockSize = 100) => ntXent(a, b, { blockSize }), [a, b]],
  supervisedContrastive: [(blockSize = 100) => supervisedContrastive(labels, a, { blockSize }), [a]],
};

describe.each(Object.keys(losses))("%s", (name) => {
  const [build, by] = losses[name] as (typeof losses)[string];
  // One row at a time; an even split; rows left over.
  test.each([1, 4, 5])("by blocks of %i rows is the same, with two derivatives", async (blockSize) => {
    expectNumbers(await numbersOf(build(blockSize), by), await numbersOf(build(), by), 1e-9);
  });
});

test("a linear layer and its cross-entropy", async () => {
  const logits = add(matMul(a, transposeMatrix(w)), bias);
  const plain = sparseCategoricalCrossentropy(labels, logits, { fromLogits: true });
  const blocks = linearCrossentropy(labels, a, w, bias, { blockSize: 2 });
  expectNumbers(await numbersOf(blocks, [a, w, bias]), await numbersOf(plain, [a, w, bias]), 1e-9);
});

test("from some size on the whole table is in no node", () => {
  const many = input("many", [20_000, 8]);
  const loss = sum(clipContrastive(many, input("others", [20_000, 8])));
  const nodes = nodesOf(optimise([loss, ...gradients(loss, [many])], { device: "cpu" }));
  expect(nodes.map((node) => node.op.name)).toContain("scan");
  for (const { outputs } of nodes) for (const x of outputs) expect(x.size).toBeLessThan(20_000 * 1000);
});
