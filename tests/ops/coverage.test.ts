import { expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { lower } from "../../src/compiler/lower.ts";
import { isFloat } from "../../src/core/dtype.ts";
import type { Op } from "../../src/core/op.ts";
import { input, type Tensor } from "../../src/core/tensor.ts";
import { add } from "../../src/ops/arithmetic.ts";
import { sum } from "../../src/ops/structure.ts";
import { nodesOf } from "../../src/rewrite/graph.ts";
import type { OpSample } from "./sample.ts";
import { samples } from "./samples.ts";

/** Exported functions of op files without a sample, each with the reason. */
const withoutSample: Readonly<Record<string, string>> = {
  stopGradient: "about gradients, not values: tested in src/ops/structure.test.ts",
  customGradient: "about gradients, not values: tested in src/ops/structure.test.ts",
  upsampleNearest: "one half of pooling's gradients, which sample it",
  reducedShape: "returns a shape",
  reducedCount: "returns a number",
};

/** Files that hold parts of ops, not ops: checks of arguments, window geometry, forms for one device. Ops that use them are sampled. */
const modules = import.meta.glob<Readonly<Record<string, unknown>>>(
  ["../../src/ops/*.ts", "!../../src/ops/*.{samples,test}.ts", "!../../src/ops/{index,support,window,*-lowering}.ts"],
  { eager: true },
);
const exported = new Map(
  Object.entries(modules).flatMap(([file, module]) =>
    Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? [[name, file] as const] : [])),
  ),
);
const sampled = new Set(samples.map((sample) => sample.op));

test("every op function has a sample", () => {
  const missing = [...exported].filter(([name]) => !sampled.has(name) && !(name in withoutSample));
  expect(missing.map(([name, file]) => `${name} of ${file}`)).toEqual([]);
});

test("every sample is of an exported function, and every exception is still needed", () => {
  expect([...sampled].filter((name) => !exported.has(name))).toEqual([]);
  expect(Object.keys(withoutSample).filter((name) => !exported.has(name) || sampled.has(name))).toEqual([]);
});

test("no two samples have the same title", () => {
  const titles = samples.map(({ op, label }) => `${op}: ${label ?? ""}`);
  expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
});

/** Every op that a sample, its gradients or its lowerings are made of. */
function opsOf(sample: OpSample): Op[] {
  const inputs = sample.inputs.map((given, i) => input(`x${i}`, given.shape, { dtype: given.dtype ?? "float32" }));
  const built = sample.build(...inputs);
  const outputs = Array.isArray(built) ? (built as readonly Tensor[]) : [built as Tensor];
  const wanted = inputs.filter((x, i) => isFloat(x.dtype) && sample.inputs[i]?.differentiable !== false);
  const totals = outputs.filter((y) => isFloat(y.dtype)).map((y) => sum(y));
  const differentiable = sample.differentiable !== "none" && sample.differentiable !== "constant" && totals.length > 0;
  const grads = differentiable
    ? gradients(
        totals.reduce((a, b) => add(a, b)),
        wanted,
      )
    : [];
  const all = [...outputs, ...grads];
  const devices = ["cpu", "wasm", "webgpu"] as const;
  return [all, ...devices.map((device) => lower(all, { device }))].flatMap((list) =>
    nodesOf(list).map((node) => node.op),
  );
}

test("no two ops have one name: equal subgraphs are found by it", () => {
  const known = new Map<string, Op>();
  for (const op of samples.flatMap(opsOf)) {
    expect(known.get(op.name) ?? op, op.name).toBe(op);
    known.set(op.name, op);
  }
  expect(known.size).toBeGreaterThan(50);
});

test("the source files name each op once", () => {
  const sources = import.meta.glob<string>(["../../src/**/*.ts", "!../../src/**/*.{samples,test}.ts"], {
    eager: true,
    query: "?raw",
    import: "default",
  });
  const names = Object.values(sources).flatMap((source) =>
    [...source.matchAll(/:\s*Op\s*=\s*\{\s*name:\s*"([^"]+)"/g)].map((match) => match[1] as string),
  );
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
