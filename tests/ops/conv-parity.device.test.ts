import { describe, expect, inject, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { Shape } from "../../src/core/shape.ts";
import { constant, input, type Tensor } from "../../src/core/tensor.ts";
import { mul } from "../../src/ops/arithmetic.ts";
import { conv } from "../../src/ops/conv.ts";
import { convTranspose } from "../../src/ops/conv-transpose.ts";
import { averagePool, maxPool } from "../../src/ops/pooling.ts";
import { pixelShuffle, resize } from "../../src/ops/resize.ts";
import { sum } from "../../src/ops/structure.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import fixture from "../fixtures/conv.json" with { type: "json" };

// Values and gradients of PyTorch, from scripts/fixtures/conv.py.

type Options = Readonly<Record<string, unknown>>;

/** PyTorch's padding, the same before and after, as pairs. */
function paired(x: Tensor, options: Options): never {
  const { padding, ...rest } = options;
  const sides = typeof padding === "number" ? x.shape.slice(2).map(() => padding) : (padding as number[]);
  return { ...rest, padding: sides.map((side) => [side, side]) } as never;
}

const ops: Readonly<Record<string, (inputs: readonly Tensor[], options: Options) => Tensor>> = {
  conv: ([x, weights, bias], options) =>
    conv(x as Tensor, weights as Tensor, { ...(paired(x as Tensor, options) as object), bias }),
  convTranspose: ([x, weights, bias], options) =>
    convTranspose(x as Tensor, weights as Tensor, { ...(paired(x as Tensor, options) as object), bias }),
  maxPool: ([x], options) => maxPool(x as Tensor, paired(x as Tensor, options)),
  averagePool: ([x], options) => averagePool(x as Tensor, paired(x as Tensor, options)),
  resize: ([x], options) => resize(x as Tensor, options as never),
  pixelShuffle: ([x], options) => pixelShuffle(x as Tensor, options["factor"] as number),
};

interface Numbers {
  readonly shape: Shape;
  readonly values: readonly number[];
}

interface Case {
  readonly op: string;
  readonly options: Options;
  readonly inputs: readonly Numbers[];
  readonly result: Numbers;
  readonly weights: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

const device = inject("device");
const runs = (["float32", "float64"] as const).filter((dtype) => dtype === "float32" || device !== "webgpu");
const cases = (fixture.cases as unknown as Case[]).map(
  (given) =>
    [
      `${given.op} ${JSON.stringify(given.inputs.map((x) => x.shape))} ${JSON.stringify(given.options)}`,
      given,
    ] as const,
);

describe.each(cases)("%s", (_, given) => {
  test.each(runs)("%s", async (dtype) => {
    const inputs = given.inputs.map((x, i) => input(`x${i}`, x.shape, { dtype }));
    const result = (ops[given.op] as (typeof ops)[string])(inputs, given.options);
    expect(result.shape).toEqual(given.result.shape);
    const weights = constant([...given.weights], { shape: result.shape, dtype });
    const outputs = [result, ...gradients(sum(mul(result, weights)), inputs)];
    const feeds = Object.fromEntries(given.inputs.map((x, i) => [`x${i}`, x.values]));
    const got = await evaluate(outputs, feeds, { device });
    for (const [i, want] of [given.result.values, ...given.gradients].entries()) {
      const values = Array.from((await got[i]?.read()) as ArrayLike<number>);
      expect(values.length).toBe(want.length);
      const largest = Math.max(...want.map(Math.abs));
      const worst = Math.max(...want.map((value, at) => Math.abs((values[at] as number) - value)));
      expect(worst / largest, i === 0 ? "result" : `gradient by input ${i - 1}`).toBeLessThan(
        dtype === "float64" ? 1e-9 : 2e-5,
      );
    }
  });
});
