import { describe, expect, test } from "vitest";
import { checkpoint } from "../autodiff/checkpoint.ts";
import { gradients } from "../autodiff/gradients.ts";
import { optimise } from "../compiler/compile.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { addition, batchNorm, conv2d, dense, dropout, flatten, networkInput } from "../layers/index.ts";
import { mul } from "../ops/arithmetic.ts";
import { exp, sigmoid, tanh } from "../ops/exponential.ts";
import { matMul } from "../ops/matmul.ts";
import { sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { compileFunction } from "../runtime/evaluate.ts";
import { functional, type Model, sequential } from "./model.ts";
import { type Checkpointing, segmentEnds } from "./segments.ts";

const x = input("x", [4, 5], { dtype: "float64" });
const w = input("w", [5, 5], { dtype: "float64" });
const feeds = {
  x: Float64Array.from({ length: 20 }, (_, i) => Math.sin(i)),
  w: Float64Array.from({ length: 25 }, (_, i) => Math.cos(2 * i) / 2),
};

async function numbers(outputs: readonly Tensor[]): Promise<number[][]> {
  const compiled = await compileFunction(outputs);
  const results = await compiled.run(feeds);
  return results.map((value) => Array.from(value.data as Float64Array));
}

describe("checkpoint", () => {
  const block = (y: Tensor): Tensor[] => [tanh(matMul(y, w)), sigmoid(mul(y, 3))];
  const build = (wrap: (forward: () => Tensor[]) => Tensor[]): Tensor => {
    const [a, b] = wrap(() => block(x)) as [Tensor, Tensor];
    const [c] = wrap(() => block(mul(a, b))) as [Tensor];
    return sum(mul(c, exp(b)));
  };

  test("keeps values, gradients and second derivatives", async () => {
    const both = [(forward: () => Tensor[]) => forward(), checkpoint].map((wrap) => {
      const loss = build(wrap);
      const [dx, dw] = gradients(loss, [x, w]) as [Tensor, Tensor];
      return [loss, dx, dw, ...gradients(sum(mul(dx, dx)), [x, w])];
    }) as [Tensor[], Tensor[]];
    const [plain, again] = (await Promise.all(both.map(numbers))) as [number[][], number[][]];
    plain.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(again[i]?.[k]).toBeCloseTo(value, 12);
      });
    });
  });

  test("computes what is inside once more, after the gradient", () => {
    const count = (wrap: (forward: () => Tensor[]) => Tensor[], op: string): number => {
      const loss = build(wrap);
      const graph = optimise([loss, ...gradients(loss, [x, w])], { device: "cpu" });
      return nodesOf(graph).filter((node) => node.op.name === op).length;
    };
    expect(count((forward) => forward(), "tanh")).toBe(2);
    expect(count(checkpoint, "tanh")).toBe(4);
    expect(count(checkpoint, "after")).toBeGreaterThan(0);
  });

  test("a tensor handed through keeps its gradient", async () => {
    const [same] = checkpoint(() => [x]) as [Tensor];
    const [values] = await numbers(gradients(sum(mul(same, same)), [x]));
    expect(values?.[3]).toBeCloseTo(2 * Math.sin(3), 12);
  });
});

describe("segments", () => {
  const chain = (sizes: readonly number[]): Parameters<typeof segmentEnds>[0] =>
    sizes.map((size, i) => ({ name: `layer_${i}`, size, inner: 2 * size, lastUse: i + 1 }));

  test("are of about the square root of the layers' number", () => {
    const ends = segmentEnds(chain(new Array(32).fill(10)), true);
    expect(ends.at(-1)).toBe(32);
    expect(ends.length).toBeGreaterThanOrEqual(6);
    expect(ends.length).toBeLessThanOrEqual(11);
  });

  test("end where least is kept", () => {
    expect(segmentEnds(chain([50, 50, 1, 50, 50]), true)).toContain(3);
  });

  test("are named", () => {
    const places = chain([1, 1, 1, 1]);
    expect(segmentEnds(places, ["layer_2", "layer_0"])).toEqual([1, 3, 4]);
    expect(segmentEnds(places, "layers")).toEqual([1, 2, 3, 4]);
    expect(() => segmentEnds(places, ["layer_9"])).toThrow(/layer_9/);
    expect(() => segmentEnds(places, "some" as "layers")).toThrow(/"layers"/);
    expect(() => segmentEnds(places, [])).toThrow(/names of layers/);
  });
});

const networks: Record<string, () => Model> = {
  "dense layers with dropout": () =>
    sequential(
      [...Array.from({ length: 4 }, () => [dense(6, { activation: "relu" }), dropout(0.5)]).flat(), dense(3)],
      { inputShape: [8], seed: 3 },
    ),
  "convolutions with batch normalisation and a path around them": () => {
    const image = networkInput([1, 4, 2]);
    const first = conv2d(3, 3, { padding: "same" })(image);
    const second = batchNorm()(conv2d(3, 3, { padding: "same", activation: "relu" })(first));
    const third = conv2d(3, 3, { padding: "same", activation: "tanh" })(second);
    const y = dense(3)(flatten()(addition()(first, third)));
    return functional({ inputs: { x: image }, outputs: { y } }, { seed: 3 });
  },
};

describe.each(Object.keys(networks))("training of %s", (name) => {
  test.each<Checkpointing>([true, "layers", "names" as "layers"])("is the same with checkpoint: %s", async (choice) => {
    const train = async (checkpoint: Checkpointing): Promise<Record<string, number[]>> => {
      const model = (networks[name] as () => Model)();
      const chosen = (checkpoint as string) === "names" ? [model.layers[1]?.name as string] : checkpoint;
      model.compile({
        loss: { name: "meanSquaredError" },
        optimizer: { name: "sgd", learningRate: 0.1 },
        checkpoint: chosen,
        stepsPerCall: 2,
      });
      const data = {
        x: Float32Array.from({ length: 8 * 16 }, (_, i) => Math.sin(i)),
        y: Array.from({ length: 16 }, (_, i) => [Math.cos(i), 1, 0]),
      };
      await model.fit(data, { batchSize: 4, epochs: 2 });
      const entries = Object.entries(model.weights).map(
        async ([key, value]) => [key, Array.from((await value.read()) as Float32Array)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    };
    const [plain, again] = [await train(false), await train(choice)];
    for (const [key, values] of Object.entries(plain))
      values.forEach((value, i) => {
        expect(again[key]?.[i], `${key}[${i}]`).toBeCloseTo(value, 5);
      });
  });
});

test("a layer that is not there is an error when compiling", () => {
  const model = sequential([dense(3, { name: "only" })], { inputShape: [2] });
  expect(() => model.compile({ loss: "meanSquaredError", checkpoint: ["onyl"] })).toThrow(/did you mean "only"/i);
});
