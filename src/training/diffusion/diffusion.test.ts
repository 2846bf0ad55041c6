import { expect, test } from "vitest";
import { ArgumentError, GraphError, ShapeError } from "../../core/errors.ts";
import { noiseSchedule } from "../../core/noise-schedule.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import { embedding, lambda, networkInput } from "../../layers/index.ts";
import { add, mul, reciprocal as reciprocalOf, sqrt as root, square, sub } from "../../ops/arithmetic.ts";
import { gather } from "../../ops/gather.ts";
import { reshape, sum } from "../../ops/structure.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import { functional } from "../model.ts";
import { ddimStep, denoised } from "./ddim.ts";
import { sampleDiffusion } from "./sample.ts";

const float64 = (rows: readonly number[]): Tensor => constant(rows, { shape: [rows.length, 1], dtype: "float64" });
const numbersOf = async (...tensors: Tensor[]): Promise<number[][]> =>
  Promise.all((await evaluate(tensors)).map(async (value) => Array.from(await value.numbers())));

test("three predictions of one example and noise stand for the same two", async () => {
  const [sample, noise, left] = [[0.3, -0.8], [1.5, 0.2], 0.4];
  const [signal, spread] = [Math.sqrt(left), Math.sqrt(1 - left)];
  const x = float64(sample.map((each, i) => signal * each + spread * (noise[i] as number)));
  const velocity = sample.map((each, i) => signal * (noise[i] as number) - spread * each);
  for (const [prediction, predicted] of [
    ["epsilon", noise],
    ["velocity", velocity],
    ["sample", sample],
  ] as const) {
    const found = denoised(x, float64(predicted), left, prediction);
    const [gotSample = [], gotNoise = []] = await numbersOf(found.sample, found.noise);
    sample.forEach((each, i) => {
      expect(gotSample[i]).toBeCloseTo(each, 12);
      expect(gotNoise[i]).toBeCloseTo(noise[i] as number, 12);
    });
  }
  expect(() => denoised(x, float64([1]), left, "epsilon")).toThrow(ShapeError);
  expect(() => denoised(x, x, left, "score" as "sample")).toThrow(ArgumentError);
});

test("a step with the true noise lands on the same example with less of it; with eta 1 on the posterior of Ho et al.", async () => {
  const [sample, noise, fresh, now, next] = [0.5, -1.2, 0.7, 0.3, 0.6];
  const x = float64([Math.sqrt(now) * sample + Math.sqrt(1 - now) * noise]);
  const estimate = { sample: float64([sample]), noise: float64([noise]) };
  const [[plain] = [], [ancestral] = []] = await numbersOf(
    ddimStep(x, estimate, { alphaBar: now, nextAlphaBar: next }),
    ddimStep(x, estimate, { alphaBar: now, nextAlphaBar: next, eta: 1, fresh: float64([fresh]) }),
  );
  expect(plain).toBeCloseTo(Math.sqrt(next) * sample + Math.sqrt(1 - next) * noise, 12);
  const [alpha, beta] = [now / next, 1 - now / next];
  const xt = Math.sqrt(now) * sample + Math.sqrt(1 - now) * noise;
  const mean = (Math.sqrt(next) * beta * sample + Math.sqrt(alpha) * (1 - next) * xt) / (1 - now);
  expect(ancestral).toBeCloseTo(mean + Math.sqrt(((1 - next) / (1 - now)) * beta) * fresh, 12);
  expect(() => ddimStep(x, estimate, { alphaBar: now, nextAlphaBar: next, eta: 1 })).toThrow(ArgumentError);
});

test("an estimate out of bounds is clipped, and the noise is what is left", async () => {
  const [now, next] = [0.5, 0.8];
  const x = float64([2]);
  const estimate = denoised(x, float64([0]), now, "epsilon"); // 2 / √0.5, above 1
  const [[got] = []] = await numbersOf(ddimStep(x, estimate, { alphaBar: now, nextAlphaBar: next, bounds: [-1, 1] }));
  const noise = (2 - Math.sqrt(now)) / Math.sqrt(1 - now);
  expect(got).toBeCloseTo(Math.sqrt(next) + Math.sqrt(1 - next) * noise, 12);
});

const schedule = noiseSchedule("cosine");
const spread = 0.2;

/** The exact noise in x where data are normal around +0.5, around -0.5 or, told nothing, around 0. */
function exactModel() {
  const [x, step, y] = [networkInput([2]), networkInput([], { dtype: "int64" }), networkInput([], { dtype: "int64" })];
  const table = constant(schedule.alphaBar, { shape: [schedule.steps] });
  const predicted = lambda((at, t, kind) => {
    const left = reshape(gather(table, t as Tensor), [(at as Tensor).shape[0] as number, 1]);
    const centre = gather(constant([0.5, -0.5, 0]), kind as Tensor);
    const variance = (left: Tensor): Tensor => sub(1, mul(left, 1 - spread ** 2));
    const distance = sub(at as Tensor, mul(root(left), reshape(centre, [(at as Tensor).shape[0] as number, 1])));
    return mul(mul(distance, root(sub(1, left))), reciprocalOf(variance(left)));
  })(x, step, y);
  return functional({ inputs: { x, step, y }, outputs: { predicted } });
}

const moments = (data: ArrayLike<number>): { readonly mean: number; readonly deviation: number } => {
  const all = Array.from(data);
  const mean = all.reduce((a, b) => a + b) / all.length;
  return { mean, deviation: Math.sqrt(all.reduce((total, x) => total + (x - mean) ** 2, 0) / all.length) };
};
const classes = (label: number): number[] => new Array<number>(600).fill(label);
const common = { schedule, prediction: "epsilon", count: 600, steps: 100, bounds: null } as const;

test.each([0, 1])("with the exact noise of a normal distribution, samples have its moments (eta %d)", async (eta) => {
  for (const [label, centre] of [
    [0, 0.5],
    [1, -0.5],
  ] as const) {
    const samples = await sampleDiffusion(exactModel(), {
      ...common,
      eta,
      steps: eta === 0 ? 100 : 400,
      conditions: { y: classes(label) },
    });
    expect(samples.shape).toEqual([600, 2]);
    const { mean, deviation } = moments(samples.data as Float32Array);
    expect(Math.abs(mean - centre)).toBeLessThan(0.03);
    expect(Math.abs(deviation - spread)).toBeLessThan(0.02);
  }
});

test("classifier-free guidance goes beyond the condition, a guide's gradient towards where it is dense", async () => {
  const guidance = { scale: 2, without: { y: 2 } };
  const beyond = await sampleDiffusion(exactModel(), { ...common, conditions: { y: classes(0) }, guidance });
  expect(moments(beyond.data as Float32Array).mean).toBeCloseTo(1, 1); // 0 + 2 (0.5 - 0)
  const logDensity = (x: Tensor): Tensor => mul(sum(square(sub(x, 1)), { axes: -1 }), -0.5);
  const plain = { ...common, conditions: { y: classes(2) } };
  const before = moments((await sampleDiffusion(exactModel(), plain)).data as Float32Array).mean;
  const pulled = await sampleDiffusion(exactModel(), { ...plain, guide: { scale: 4, logDensity } });
  expect(moments(pulled.data as Float32Array).mean).toBeGreaterThan(before + 0.05);
});

test("a guide of clean examples: with the exact noise, samples are of the product of the two densities", async () => {
  // Data around 0 with the deviation of `spread`, and a guide as wide around 0.3: the product is around 0.15.
  const narrow = spread ** 2;
  const logDensity = (_x: Tensor, step: Tensor, _told: unknown, clean: Tensor): Tensor => {
    // The guide of noisy examples that this one of clean examples stands for: wider by what is not known of them yet.
    const left = reshape(gather(constant(schedule.alphaBar, { shape: [schedule.steps] }), step), [600, 1]);
    const unknown = mul(sub(1, left), mul(narrow, reciprocalOf(sub(1, mul(left, 1 - narrow)))));
    return mul(sum(mul(square(sub(clean, 0.3)), reciprocalOf(add(unknown, narrow))), { axes: -1 }), -0.5);
  };
  const guided = {
    ...common,
    batchSize: 600,
    steps: 400,
    conditions: { y: classes(2) },
    guide: { scale: 1, logDensity },
  };
  const { mean, deviation } = moments((await sampleDiffusion(exactModel(), guided)).data as Float32Array);
  expect(Math.abs(mean - 0.15)).toBeLessThan(0.02);
  expect(Math.abs(deviation - spread / Math.SQRT2)).toBeLessThan(0.02);
});

test("the same seed gives the same samples, whatever the batch", async () => {
  const options = { ...common, count: 5, steps: 10, conditions: { y: [0, 1, 0, 1, 0] } };
  const [a, b, c] = await Promise.all([
    sampleDiffusion(exactModel(), options),
    sampleDiffusion(exactModel(), { ...options, batchSize: 2 }),
    sampleDiffusion(exactModel(), { ...options, seed: 1 }),
  ]);
  Array.from(a.data as Float32Array).forEach((value, i) => {
    expect(b.data[i]).toBeCloseTo(value, 5);
  });
  expect(c.data).not.toEqual(a.data);
});

test("what does not fit is said", async () => {
  const model = exactModel();
  await expect(sampleDiffusion(model, { ...common })).rejects.toThrow(GraphError);
  await expect(sampleDiffusion(model, { ...common, conditions: { y: [1] } })).rejects.toThrow(ShapeError);
  await expect(sampleDiffusion(model, { ...common, steps: 1001, conditions: { y: classes(0) } })).rejects.toThrow(
    ArgumentError,
  );
  const x = networkInput([], { dtype: "int64" });
  const other = functional({ inputs: { x }, outputs: { y: embedding(2, 2)(x) } });
  await expect(sampleDiffusion(other, { ...common })).rejects.toThrow(GraphError);
});
