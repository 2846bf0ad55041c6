import { expect, inject, test } from "vitest";
import { NonFiniteError } from "../core/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { dense } from "../layers/index.ts";
import type { Value } from "../runtime/value.ts";
import { type Model, sequential } from "./model.ts";

const device = inject("device");

/** 40 batches of 8; one example of the 21st may be bad. */
function examples(bad?: number): Dataset {
  return {
    size: 320,
    fields: { x: { shape: [2], dtype: "float32" }, y: { shape: [1], dtype: "float32" } },
    fill(indices, { x, y }) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        (x as Float32Array | undefined)?.set([Math.sin(index), index === bad ? Number.NaN : Math.cos(index)], 2 * i);
        (y as Float32Array | undefined)?.set([Math.sin(index)], i);
      }
    },
  };
}

const make = (): Model =>
  sequential([dense(4, { activation: "tanh" }), dense(1)], { inputShape: [2], seed: 1 }).compile({
    loss: "mse",
    device,
  });

async function bits(model: Model): Promise<number[][]> {
  return await Promise.all(Object.values(model.weights).map(async (value: Value) => Array.from(await value.numbers())));
}

test("a bad example stops training before its step, wherever the weights are kept", async () => {
  const model = make();
  const options = { checks: "none" as const, batchSize: 8, shuffle: false } as const;
  const error = await model.fit(examples(165), options).then(undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(NonFiniteError);
  expect((error as NonFiniteError).finding).toMatchObject({ cause: "data", layer: "x", row: 165, step: 21 });
  const whole = make();
  await whole.fit(examples(), options);
  const kept = await bits(model);
  expect(kept.flat().every(Number.isFinite)).toBe(true);
  expect(kept).not.toEqual(await bits(whole));
  // And goes on from there.
  const { epochs } = await model.fit(examples(), { ...options, epochs: 2 });
  expect(epochs[1]?.loss).toBeLessThan(epochs[0]?.loss as number);
}, 60_000); // a software WebGPU takes seconds to load a graph that looks at everything
