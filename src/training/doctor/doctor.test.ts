import { expect, test } from "vitest";
import { Random } from "../../core/random.ts";
import { dense, dropout, type Layer } from "../../layers/index.ts";
import { sequential } from "../model.ts";
import type { CompileOptions } from "../plan.ts";
import type { DiagnoseOptions, Diagnosis } from "./diagnosis.ts";
import { doctorRules } from "./rules.ts";

const random = new Random(3);
const x = Array.from({ length: 160 }, () => Array.from({ length: 4 }, () => random.normal()));
const y = x.map(([a = 0, b = 0, c = 0]) => [a - 2 * b + Math.sin(c)]);
const relu = (): Layer => dense(16, { activation: "relu" });

async function diagnose(
  layers: readonly Layer[],
  compile: Partial<CompileOptions> = {},
  options: DiagnoseOptions = {},
  data = { x, y },
): Promise<Diagnosis> {
  const model = sequential(layers, { inputShape: [4] });
  model.compile({
    loss: "meanSquaredError",
    optimizer: { name: "adam", learningRate: 0.01 },
    onWarning: () => undefined,
    ...compile,
  });
  return await model.diagnose(data, options);
}

const rulesOf = ({ findings }: Diagnosis): string[] => findings.map(({ rule }) => rule);

test("a healthy training has no findings", async () => {
  const diagnosis = await diagnose([relu(), relu(), dense(1)]);
  expect(diagnosis.findings).toEqual([]);
  expect(diagnosis.passed).toBe(true);
});

test("the model's weights and step count stay as they are, bit by bit", async () => {
  const [one, other] = [0, 1].map(() =>
    sequential([relu(), dense(1)], { inputShape: [4] }).compile({ loss: "meanSquaredError" }),
  );
  const before = one?.weights["dense/kernel"];
  await one?.diagnose({ x, y });
  expect(one?.weights["dense/kernel"]).toBe(before);
  const [a, b] = [await one?.fit({ x, y }), await other?.fit({ x, y })];
  expect(a?.epochs[0]?.loss).toBe(b?.epochs[0]?.loss);
});

test.each([
  ["linear-stack", [dense(8), dense(1)], {}, {}],
  ["dropout-at-the-end", [relu(), dense(1), dropout(0.3)], {}, {}],
  ["alike-weights", [dense(8, { activation: "tanh", kernelInitializer: "ones" }), dense(1)], {}, {}],
  ["dead-units", [dense(8, { activation: "relu", biasInitializer: () => new Array(8).fill(-99) }), dense(1)], {}, {}],
  ["learning-rate-too-high", [relu(), dense(1)], { optimizer: { name: "sgd", learningRate: 1000 } }, {}],
  ["learning-rate-too-low", [relu(), dense(1)], { optimizer: { name: "sgd", learningRate: 1e-8 } }, {}],
  ["targets-out-of-reach", [relu(), dense(1, { activation: "sigmoid" })], {}, {}],
  ["too-few-steps", [relu(), dense(1)], {}, { batchSize: 160, epochs: 2 }],
] as [string, Layer[], Partial<CompileOptions>, DiagnoseOptions][])("%s", async (id, layers, compile, options) => {
  const found = (await diagnose(layers, compile, options)).findings.find(({ rule }) => rule === id);
  expect(found).toMatchObject({ rule: id });
  expect(found?.seen).toMatch(/\w/);
});

test("targets of other examples", async () => {
  const order = new Random(5).permutation(y.length);
  const shuffled = { x, y: Array.from(order, (i) => y[i] as number[]) };
  expect(rulesOf(await diagnose([relu(), dense(1)], {}, {}, shuffled))).toContain("targets-unrelated");
});

test("ids are different, in kebab-case, and silent only for rules there are", () => {
  const ids = doctorRules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, unless = [], look, probe, refused } of doctorRules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(look ?? probe ?? refused).toBeDefined();
    for (const other of unless) expect(ids, `${id} names ${other}`).toContain(other);
  }
});
