/** Metrics of classes beside losses over masks, [batch, channels, height, width]: the classes are in the second axis. */
import { expect, test } from "vitest";
import { Random } from "../core/random.ts";
import { type Tensor, withDomain } from "../core/tensor.ts";
import { lambda } from "../layers/index.ts";
import { mul } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { type Model, sequential } from "./model.ts";
import type { LossLike } from "./terms.ts";

const random = new Random(4);
const [batch, height, width] = [3, 4, 5];
const draw = (channels: number): Float32Array =>
  Float32Array.from({ length: batch * channels * height * width }, () => random.normal());

/** Gives its input, times a weight that is 1. */
function echo(channels: number, domain: "logits" | "unknown" = "unknown"): Model {
  return sequential([lambda((x) => withDomain(mul(x, 1), domain))], { inputShape: [channels, height, width] });
}

async function figures(model: Model, x: Float32Array, y: ArrayLike<number>, shape: number[], loss: LossLike) {
  model.compile({ loss, metrics: ["accuracy", "iou", "f1", "recall"], onWarning: () => {} });
  const data = { x, y: Float32Array.from(y) };
  const { arrays } = await import("../data/arrays.ts");
  const shapes = { x: [shape[1] as number, height, width], y: shape.slice(1) };
  return (await model.evaluate(arrays(data, { shapes }), { checks: "none" })).metrics;
}

function counts(said: readonly boolean[], there: readonly boolean[]) {
  const of = (s: boolean, t: boolean): number => said.filter((each, i) => each === s && there[i] === t).length;
  const [hits, falseAlarms, misses] = [of(true, true), of(true, false), of(false, true)];
  return {
    accuracy: (hits + of(false, false)) / said.length,
    iou: hits / (hits + falseAlarms + misses),
    f1: (2 * hits) / (2 * hits + falseAlarms + misses),
    recall: hits / (hits + misses),
  };
}

test.each<[string, LossLike]>([
  ["binary cross-entropy", { name: "binaryCrossentropy", fromLogits: true }],
  ["Dice", { name: "dice", fromLogits: true }],
  ["Tversky", { name: "tversky", fromLogits: true }],
  ["Lovász hinge", "lovaszHinge"],
  ["focal", { name: "binaryFocalCrossentropy", fromLogits: true }],
])("one channel under %s: each pixel is a yes or no", async (_, loss) => {
  const x = draw(1);
  const y = Array.from(draw(1), (value) => Number(value > 0.3));
  const got = await figures(echo(1), x, y, [batch, 1, height, width], loss);
  const expected = counts(
    Array.from(x, (value) => value >= 0),
    y.map((value) => value === 1),
  );
  for (const [name, value] of Object.entries(expected)) expect(got[name], name).toBeCloseTo(value, 6);
});

test("one channel under a loss of one's own: logits say yes from 0 on", async () => {
  const x = draw(1);
  const y = Array.from(draw(1), (value) => Number(value > 0.3));
  const own = (yTrue: Tensor, yPred: Tensor): Tensor => mean(mul(yTrue, yPred), { axes: [1, 2, 3] });
  const got = await figures(echo(1, "logits"), x, y, [batch, 1, height, width], own);
  const expected = counts(
    Array.from(x, (value) => value >= 0),
    y.map((value) => value === 1),
  );
  for (const [name, value] of Object.entries(expected)) expect(got[name], name).toBeCloseTo(value, 6);
});

/** Class of each pixel, of [batch, channels, height, width]. */
function classesOf(values: ArrayLike<number>, channels: number): number[] {
  const pixels = height * width;
  return Array.from({ length: batch * pixels }, (_, i) => {
    const [example, pixel] = [Math.floor(i / pixels), i % pixels];
    const scores = Array.from(
      { length: channels },
      (_, c) => values[(example * channels + c) * pixels + pixel] as number,
    );
    return scores.indexOf(Math.max(...scores));
  });
}

test("several channels are classes of each pixel", async () => {
  const x = draw(3);
  const wanted = classesOf(draw(3), 3);
  const pixels = height * width;
  const rows = Array.from({ length: batch * 3 * pixels }, (_, i) => {
    const [example, channel, pixel] = [Math.floor(i / (3 * pixels)), Math.floor(i / pixels) % 3, i % pixels];
    return Number(wanted[example * pixels + pixel] === channel);
  });
  const got = await figures(echo(3), x, rows, [batch, 3, height, width], { name: "dice", fromLogits: true });
  const said = classesOf(x, 3);
  const each = [0, 1, 2].map((c) =>
    counts(
      said.map((k) => k === c),
      wanted.map((k) => k === c),
    ),
  );
  const average = (of: (one: ReturnType<typeof counts>) => number): number =>
    each.reduce((sum, one) => sum + of(one), 0) / 3;
  expect(got["accuracy"]).toBeCloseTo(said.filter((k, i) => k === wanted[i]).length / said.length, 6);
  expect(got["iou"]).toBeCloseTo(
    average(({ iou }) => iou),
    6,
  );
  expect(got["f1"]).toBeCloseTo(
    average(({ f1 }) => f1),
    6,
  );
  expect(got["recall"]).toBeCloseTo(
    average(({ recall }) => recall),
    6,
  );
});

test("channels under a sigmoid are labels of their own", async () => {
  const x = draw(2);
  const y = Array.from(draw(2), (value) => Number(value > 0));
  const loss = { name: "dice", fromLogits: true, activation: "sigmoid" } as const;
  const got = await figures(echo(2), x, y, [batch, 2, height, width], loss);
  const expected = counts(
    Array.from(x, (value) => value >= 0),
    y.map((value) => value === 1),
  );
  for (const [name, value] of Object.entries(expected)) expect(got[name], name).toBeCloseTo(value, 6);
});
