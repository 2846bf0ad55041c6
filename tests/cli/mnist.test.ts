/** Real data, a small part of it. */
import { expect, test } from "vitest";
import { convnet, type Dataset, subset } from "../../src/index.ts";
import { fashionMnist, mnist } from "../../src/node.ts";

const first = (data: Dataset, count: number): Dataset =>
  subset(
    data,
    Array.from({ length: count }, (_, i) => i),
  );

test("a convnet learns digits from 2,000 of them", { timeout: 120_000 }, async () => {
  const train = first(await mnist({ split: "train" }), 2000);
  const test = first(await mnist({ split: "test" }), 1000);
  const model = convnet({ inputShape: [1, 28, 28], classes: 10, head: "softmax", seed: 1 }).compile({
    loss: "sparseCategoricalCrossentropy",
    optimizer: { name: "adam", learningRate: 0.003 },
    metrics: ["accuracy"],
  });
  const losses: number[] = [];
  const { epochs } = await model.fit(train, {
    epochs: 2,
    batchSize: 64,
    validation: test,
    callbacks: [{ onSteps: (record) => void losses.push(...record.losses) }],
  });
  expect(epochs.map(({ epoch, steps }) => [epoch, steps])).toEqual([
    [1, 32],
    [2, 32],
  ]);
  expect(losses).toHaveLength(64);
  expect(losses.every(Number.isFinite)).toBe(true);
  // The loss of an epoch is the mean over its examples: 31 batches of 64 and one of 16.
  for (const [i, record] of epochs.entries()) {
    const own = losses.slice(i * 32, (i + 1) * 32);
    const sum = own.reduce((total, loss, step) => total + loss * (step === 31 ? 16 : 64), 0);
    expect(record.loss).toBeCloseTo(sum / 2000, 5);
  }
  const last = epochs.at(-1)?.validation;
  expect(last?.metrics["accuracy"]).toBeGreaterThan(0.85);
  const again = await model.evaluate(test, { batchSize: 77 });
  expect(again.metrics["accuracy"]).toBe(last?.metrics["accuracy"]);
  expect(again.loss).toBeCloseTo(last?.loss as number, 5);
});

test("Fashion-MNIST is all there, without the empty images of its package", { timeout: 60_000 }, async () => {
  const parts = [await fashionMnist({ split: "train" }), await fashionMnist({ split: "test" })];
  expect(parts.map(({ size }) => size)).toEqual([60_000, 10_000]);
  for (const data of parts) {
    const x = new Uint8Array(500 * 784);
    const y = new BigInt64Array(500);
    await data.fill(
      Array.from({ length: 500 }, (_, i) => i),
      { x, y },
    );
    expect(new Set(y).size).toBe(10);
    expect([x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))]).toEqual([0, 255]);
    expect(data.classNames).toHaveLength(10);
  }
});
