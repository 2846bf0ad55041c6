import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { functional } from "../training/index.ts";
import { dense } from "./dense.ts";
import { type Layer, networkInput } from "./layer.ts";
import { cutmix, mixup } from "./mixing.ts";
import { globalAveragePooling } from "./pooling.ts";

const [batch, channels, height, width] = [200, 2, 4, 5];
const size = channels * height * width;
// Of each example all pixels are its own number, which its label is too: what a mixture is made of can be read from it.
const x = {
  shape: [batch, channels, height, width],
  values: Array.from({ length: batch * size }, (_, i) => Math.floor(i / size)),
};
const labels = {
  shape: [batch, batch],
  values: Array.from({ length: batch * batch }, (_, i) => (i % (batch + 1) === 0 ? 1 : 0)),
};

const rows = (numbers: readonly number[], length: number): number[][] =>
  Array.from({ length: batch }, (_, i) => numbers.slice(i * length, (i + 1) * length));

const run = async (layer: Layer, options: { seed?: number } = {}): Promise<{ image: number[]; label: number[] }[]> => {
  const [images, soft] = await Promise.all(
    [[x], [x, labels]].map((inputs) => runLayer(layer, inputs, { training: true, ...options })),
  );
  const label = rows((soft as { values: number[] }).values, batch);
  return rows((images as { values: number[] }).values, size).map((image, i) => ({
    image,
    label: label[i] as number[],
  }));
};

/** What an example was mixed with, and its own share, from its label. */
function partsOf(label: readonly number[], own: number): { readonly other: number; readonly share: number } {
  const parts = label.flatMap((share, of) => (share > 1e-12 && of !== own ? [of] : []));
  expect(parts.length).toBeLessThanOrEqual(1);
  expect(label.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  return { other: parts[0] ?? own, share: label[own] as number };
}

describe("mixup", () => {
  test("each example is its share of itself and the rest of another, as its label is", async () => {
    const mixed = await run(mixup({ alpha: 1 }));
    const shares = mixed.map(({ image, label }, own) => {
      const { other, share } = partsOf(label, own);
      for (const pixel of image) expect(pixel).toBeCloseTo(share * own + (1 - share) * other, 9);
      return share;
    });
    // Uniform for alpha 1: a mean of 1/2, a variance of 1/12.
    const mean = shares.reduce((a, b) => a + b, 0) / batch;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.07);
    expect(Math.abs(shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / batch - 1 / 12)).toBeLessThan(0.02);
  });

  test("a small alpha mixes little", async () => {
    const shares = (await run(mixup({ alpha: 0.2 }))).map(({ label }, own) => label[own] as number);
    // E share (1 - share) = alpha / (2 (2 alpha + 1)) = 1/14.
    const spread = shares.reduce((sum, share) => sum + share * (1 - share), 0) / batch;
    expect(Math.abs(spread - 1 / 14)).toBeLessThan(0.02);
  });
});

test("cutmix: a rectangle of another image, the label by area", async () => {
  const mixed = await run(cutmix());
  let pasted = 0;
  mixed.forEach(({ image, label }, own) => {
    const { other, share } = partsOf(label, own);
    const places = Array.from({ length: size }, (_, at) => at).filter((at) => image[at] !== own);
    for (const at of places) expect(image[at]).toBe(other);
    expect(1 - places.length / size).toBeCloseTo(share, 9);
    const down = new Set(places.map((at) => Math.floor((at % (height * width)) / width)));
    const across = new Set(places.map((at) => at % width));
    expect(places.length).toBe(channels * down.size * across.size);
    if (places.length > 0) expect(Math.max(...down) - Math.min(...down) + 1).toBe(down.size);
    if (places.length > 0) pasted++;
  });
  expect(pasted).toBeGreaterThan(batch / 4);
});

test("nothing changes in evaluation; the draw follows the seed", async () => {
  for (const layer of [mixup(), cutmix()]) {
    expect((await runLayer(layer, [x])).values).toEqual(x.values);
    expect((await runLayer(layer, [x, labels])).values).toEqual(labels.values);
    const first = await run(layer);
    expect(await run(layer)).toEqual(first);
    expect(await run(layer, { seed: 4 })).not.toEqual(first);
  }
});

test.each([mixup, cutmix])("in a network, images and labels are mixed alike: $name", async (make) => {
  const [image, label] = [networkInput([3, 4, 4]), networkInput([3])];
  const mix = make({ alpha: 1 });
  const model = functional({
    inputs: { image, label },
    outputs: {
      yPred: dense(3, { useBias: false })(globalAveragePooling()(mix(image))),
      mixed: mix(image, label),
    },
  });
  // Images of class k are white in channel k alone: the mean of each channel is the mixed label.
  model.setWeights({ "dense/kernel": [1, 0, 0, 0, 1, 0, 0, 0, 1] });
  model.compile({ loss: { name: "mse", inputs: { yTrue: "mixed", yPred: "yPred" } }, optimizer: "sgd" });
  const classes = Array.from({ length: 60 }, (_, i) => i % 3);
  const rowsOf = (each: number): Float32Array =>
    Float32Array.from(
      classes.flatMap((k) => Array.from({ length: 3 * each }, (_, at) => +(Math.floor(at / each) === k))),
    );
  const { epochs } = await model.fit({ image: rowsOf(16), label: rowsOf(1) }, { epochs: 1, batchSize: 60 });
  expect(epochs[0]?.loss).toBeLessThan(1e-12);
});

test("what they do not take is said", async () => {
  expect(() => mixup({ alpha: 0 })).toThrow(ArgumentError);
  await expect(runLayer(mixup(), [x, { shape: [batch, 3], dtype: "int64" }])).rejects.toThrow(DTypeError);
  await expect(runLayer(mixup(), [x, { shape: [3, 3] }])).rejects.toThrow(ShapeError);
  await expect(runLayer(cutmix(), [{ shape: [3, 3] }])).rejects.toThrow(ShapeError);
});
