import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { encode } from "../onnx/encode.ts";
import { abs, add, div, maximum, mul, neg, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { exp, log, log1p, sigmoid, softplus, tanh } from "../ops/exponential.ts";
import { concat, slice } from "../ops/indexing.ts";
import { logSumExp, mean, softmax } from "../ops/reduce.ts";
import { broadcastTo, reshape, sum, transpose } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { backend } from "../runtime/backend-node.ts";
import { Value } from "../runtime/value.ts";
import { blockRows } from "./block.ts";
import { inBodies } from "./bodies.ts";
import { optimise, passes } from "./compile.ts";
import { fold } from "./fold.ts";
import { lower } from "./lower.ts";
import { share } from "./share.ts";

const target = { device: "cpu" } as const;
const lowerAll = (outputs: readonly Tensor[]): Tensor[] =>
  inBodies(lower(outputs, target), (body) => lower(body, target));

/** Steps of a random program: each takes one or two of the tensors made so far. All values stay moderate. */
type Step = (a: Tensor, b: Tensor) => Tensor;
const steps: readonly Step[] = [
  (a, b) => tanh(add(a, b)),
  (a, b) => tanh(sub(a, b)),
  (a, b) => tanh(mul(a, b)),
  (a, b) => maximum(a, b),
  (a, b) => div(a, add(abs(b), 1)),
  (a, b) => where(greater(a, b), a, neg(b)),
  (a) => add(a, 0),
  (a) => mul(a, 1),
  (a) => neg(neg(a)),
  (a) => neg(a),
  (a) => exp(neg(abs(a))),
  (a) => log1p(abs(a)),
  (a) => log(add(1, exp(a))),
  (a) => log(sigmoid(a)),
  (a) => softplus(a),
  (a) => reshape(a, [a.size]),
  (a) => reshape(reshape(a, [a.size]), a.shape),
  (a) => transpose(a),
  (a) => broadcastTo(a, [2, ...a.shape]),
  (a) => mean(a, { axes: a.rank === 0 ? [] : 0 }),
  (a) => tanh(sum(a, { keepDims: true })),
  (a) => logSumExp(a, { axes: a.rank === 0 ? [] : -1 }),
  (a) => (a.rank === 0 ? a : softmax(a)),
  (a) => (a.rank === 0 ? a : concat([a, slice(a, { axes: 0, end: 1 })])),
  (a) => mul(a, constant(2, { dtype: "float64" })),
  (a) => add(a, broadcastTo(constant(0.5, { dtype: "float64" }), a.shape)),
];

const x = input("x", [2, 3], { dtype: "float64" });
const row = input("row", [3], { dtype: "float64" });
const numbers = { x: [0.3, -1.2, 2, 0.7, -0.4, 1.1], row: [1.5, -0.6, 0.2] };

const program = fc
  .array(fc.tuple(fc.nat(steps.length - 1), fc.nat(), fc.nat()), { minLength: 2, maxLength: 14 })
  .map((instructions) => {
    const made: Tensor[] = [x, row, constant(0.25, { dtype: "float64" })];
    for (const [kind, i, j] of instructions) {
      const [a, b] = [made[i % made.length] as Tensor, made[j % made.length] as Tensor];
      const partner = broadcasts(a, b) ? b : a;
      const result = (steps[kind] as Step)(a, partner);
      if (result.size <= 200 && result.rank <= 4) made.push(result);
    }
    const last = made.at(-1) as Tensor;
    const total = add(sum(last), sum(x));
    return { outputs: [last, total, ...gradients(total, [x])], text: instructions.map(String).join("; ") };
  });

function broadcasts(a: Tensor, b: Tensor): boolean {
  const rank = Math.max(a.rank, b.rank);
  return Array.from({ length: rank }, (_, i) => [a.shape.at(-1 - i) ?? 1, b.shape.at(-1 - i) ?? 1]).every(
    ([m, n]) => m === n || m === 1 || n === 1,
  );
}

/** Values of several versions of the same graph, from one model. */
async function run(versions: readonly (readonly Tensor[])[]): Promise<number[][][]> {
  const names = versions.map((outputs, v) => outputs.map((_, i) => `${v}.${i}`));
  const named = Object.fromEntries(versions.flatMap((outputs, v) => outputs.map((y, i) => [`${v}.${i}`, y])));
  const session = await backend.load(encode({ inputs: [x, row], outputs: named }, target), {
    device: "cpu",
    threads: 1,
  });
  const results = await session.run({
    x: Value.of(numbers.x, x.shape, "float64"),
    row: Value.of(numbers.row, row.shape, "float64"),
  });
  await session.dispose();
  return names.map((list) => list.map((name) => Array.from(results[name]?.data as Float64Array)));
}

describe("passes", () => {
  test("keep values, shapes and dtypes of random graphs and of their gradients", async () => {
    await fc.assert(
      fc.asyncProperty(program, async ({ outputs, text }) => {
        const lowered = lower(outputs, target);
        const versions = [
          lowered,
          fold(lowered),
          share(lowered),
          lower(fold(outputs), target),
          lower(share(outputs), target),
          lowerAll(blockRows(outputs, target, { least: 2, block: 3, passes: 1 })),
          optimise(outputs, target),
        ];
        for (const version of versions)
          expect(version.map((y) => [y.shape, y.dtype])).toEqual(outputs.map((y) => [y.shape, y.dtype]));
        const [plain, ...others] = (await run(versions)) as [number[][], ...number[][][]];
        for (const [v, other] of others.entries())
          other.forEach((values, i) => {
            values.forEach((value, k) => {
              const want = plain[i]?.[k] as number;
              expect(Math.abs(value - want), `version ${v + 1}, output ${i}[${k}] of ${text}`).toBeLessThanOrEqual(
                1e-9 * Math.max(1, Math.abs(want)),
              );
            });
          });
      }),
      { numRuns: 60, seed: 5 },
    );
  }, 120_000);

  test("have different names", () => {
    expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length);
  });
});

test("what no output needs is gone", () => {
  const used = mul(x, 2);
  exp(used); // never asked for
  const y = log(softmax(used));
  const names = nodesOf(optimise([y], target)).map((node) => node.op.name);
  expect(names).not.toContain("exp");
  expect(names).not.toContain("softmax");
  expect(names).toContain("logSoftmax");
});

test("a loss and its gradient share what they have in common", () => {
  const loss = sum(logSumExp(x, { axes: 1 }));
  const nodes = nodesOf(optimise([loss, ...gradients(loss, [x])], target));
  expect(nodes.filter((node) => node.op.name === "exp")).toHaveLength(1);
  expect(nodes.filter((node) => node.op.name === "max")).toHaveLength(1);
});

test("graphs deeper than the call stack compile", () => {
  let y: Tensor = x;
  for (let i = 0; i < 20_000; i++) y = add(y, 1);
  expect(nodesOf(optimise([y], target)).length).toBeGreaterThan(20_000);
});
