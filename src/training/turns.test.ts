import { expect, test } from "vitest";
import { ArgumentError, DataError, GraphError, NonFiniteError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { arrays } from "../data/arrays.ts";
import { batchNorm, dense, flatten, networkInput } from "../layers/index.ts";
import { gradientPenalty } from "../losses/generation/gradientPenalty.ts";
import { wassersteinCritic } from "../losses/generation/wassersteinCritic.ts";
import { wassersteinGenerator } from "../losses/generation/wassersteinGenerator.ts";
import { mul, square, sub } from "../ops/arithmetic.ts";
import { randomNormal, randomUniform } from "../ops/random.ts";
import { mean } from "../ops/reduce.ts";
import { functional, type Model, sequential } from "./model.ts";
import { trainInTurns } from "./turns.ts";

type Batch = Readonly<Record<string, Tensor>>;
const one = () => sequential([dense(1, { useBias: false, kernelInitializer: "ones" })], { inputShape: [1] });
const ones = arrays({ x: new Float32Array(8).fill(1) }, { shapes: { x: [1] } });
const kernel = (model: Model): number => model.weights["dense/kernel"]?.data[0] as number;
const xOf = (batch: Batch): Tensor => batch["x"] as Tensor;

test("each loss changes its own player's weights, in turn, from what the others have by then", async () => {
  const [a, b] = [one(), one()];
  const optimizer = { name: "sgd", learningRate: 0.25 } as const;
  const records = await trainInTurns({
    players: {
      a: {
        model: a,
        optimizer,
        loss: ({ models, batch }) => square(sub(models.a(xOf(batch)), mul(models.b(xOf(batch)), 3))),
      },
      b: {
        model: b,
        optimizer,
        steps: 2,
        loss: ({ models, batch }) => ({ match: mean(square(sub(models.a({ x: xOf(batch) }), models.b(xOf(batch))))) }),
      },
    },
    data: ones,
    batchSize: 4,
    rounds: 1,
  });
  // a: 1 - 0.25 · 2 (1 - 3) = 2. b, towards 2 by halves: 1.5, then 1.75.
  expect(kernel(a)).toBeCloseTo(2, 6);
  expect(kernel(b)).toBeCloseTo(1.75, 6);
  expect(records).toHaveLength(1);
  expect(records[0]?.losses["a"]?.["loss"]).toBeCloseTo(4, 5);
  expect(records[0]?.losses["b"]?.["match"]).toBeCloseTo((1 + 0.25) / 2, 5);
});

test("a generator learns where real points are, under a critic with a gradient penalty", async () => {
  const points = Float32Array.from({ length: 512 }, (_, i) => (i % 2 === 0 ? 2 : -1) + 0.1 * Math.sin(i));
  const generator = sequential([dense(2)], { inputShape: [2], seed: 3 });
  const critic = sequential([dense(32, { activation: "tanh" }), dense(1)], { inputShape: [2], seed: 4 });
  const batchSize = 32;
  const optimizer = { name: "adam", learningRate: 0.02, beta1: 0.5, beta2: 0.9 } as const;
  const codes = (seed: Tensor): Tensor => randomNormal([batchSize, 2], { seed, stream: 1 });
  const records = await trainInTurns({
    players: {
      critic: {
        model: critic,
        optimizer,
        steps: 3,
        loss: ({ models, batch, seed }) => {
          const fake = models.generator(codes(seed));
          const mix = randomUniform([batchSize], { seed, stream: 2 });
          return {
            wasserstein: wassersteinCritic(models.critic(xOf(batch)), models.critic(fake)),
            penalty: gradientPenalty(xOf(batch), fake, mix, { critic: models.critic }),
          };
        },
      },
      generator: {
        model: generator,
        optimizer,
        loss: ({ models, seed }) => wassersteinGenerator(models.critic(models.generator(codes(seed)))),
      },
    },
    data: arrays({ x: points }, { shapes: { x: [2] } }),
    batchSize,
    rounds: 200,
  });
  expect(records.every(({ losses }) => Number.isFinite(losses["critic"]?.["penalty"]))).toBe(true);
  const { data } = await generator.predict({ x: new Float32Array([0, 0]) });
  expect(Math.hypot((data[0] as number) - 2, (data[1] as number) + 1)).toBeLessThan(0.4);
});

const play = async (model: Model, options: object = {}, factor = 1): Promise<number> => {
  await trainInTurns({
    players: { a: { model, loss: ({ models, batch }) => mul(square(models.a(xOf(batch))), factor) } },
    data: ones,
    batchSize: 2,
    rounds: 3,
    ...options,
  });
  return kernel(model);
};

test("running means of a player's own network are kept", async () => {
  const model = sequential([batchNorm({ momentum: 0.5 }), dense(1)], { inputShape: [1] });
  await play(model, { data: arrays({ x: new Float32Array(4).fill(6) }, { shapes: { x: [1] } }), rounds: 1 });
  const moving = Object.entries(model.weights).find(([name]) => /mean/i.test(name))?.[1];
  expect(moving?.data[0]).toBeCloseTo(3, 5);
});

test("the same seed gives the same weights", async () => {
  expect(await play(one())).toBe(await play(one()));
});

test("models that do not fit, few data and infinite losses are said", async () => {
  await expect(play(one(), { batchSize: 9 })).rejects.toThrow(DataError);
  await expect(play(one(), { rounds: 0 })).rejects.toThrow(ArgumentError);
  await expect(play(one(), {}, Number.POSITIVE_INFINITY)).rejects.toThrow(NonFiniteError);
  const x = networkInput([1]);
  const two = functional({ inputs: { x }, outputs: { y: dense(1)(x), z: flatten()(x) } });
  await expect(play(two)).rejects.toThrow(GraphError);
  const player = { model: one(), loss: ({ batch }: { readonly batch: Batch }) => xOf(batch) };
  await expect(
    trainInTurns({ players: { a: player, b: player }, data: ones, batchSize: 2, rounds: 1 }),
  ).rejects.toThrow(GraphError);
});
