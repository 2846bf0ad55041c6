import { describe, expect, test } from "vitest";
import { drawData, type LossData, requiredOptions } from "../../tests/losses/draw.ts";
import { Random } from "../core/random.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { arrays } from "../data/arrays.ts";
import { dense } from "../layers/dense.ts";
import { type LayerOutput, networkInput } from "../layers/layer.ts";
import { lambda, reshape } from "../layers/structure.ts";
import { reduceLoss } from "../losses/reduce.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { mul } from "../ops/arithmetic.ts";
import { logSigmoid, sigmoid, softplus } from "../ops/exponential.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { dtypeOf } from "../registry/check-data.ts";
import { lossEntries, parseLossOptions } from "../registry/index.ts";
import type { NumberArray } from "../registry/numbers.ts";
import { Value } from "../runtime/value.ts";
import { minimize } from "./minimize.ts";
import { functional, type Model } from "./model.ts";
import { predictionsOf } from "./targets.ts";

// Every loss trains a network, and is minimised by its predictions themselves.

const batch = 8;

/** What makes a network's numbers ones the loss takes. */
function head({ domain, shape }: LossInput): (x: Tensor) => Tensor {
  const isOverClasses = axesOf(shape).at(-1) === "classes";
  switch ([domain].flat()[0]) {
    case "probabilities":
    case "simplex":
      return isOverClasses ? (x) => softmax(x) : sigmoid;
    case "logProbabilities":
      return isOverClasses ? (x) => logSoftmax(x) : logSigmoid;
    case "positive":
      return softplus;
    default:
      return (x) => mul(x, 1);
  }
}

function exampleShape(data: LossData, name: string): Shape {
  return (data[name] as NumberArray).shape.slice(1);
}

function modelFor(info: LossInfo, data: LossData): Model {
  const x = networkInput([5]);
  const outputs = predictionsOf(info).map((each): [string, LayerOutput] => {
    const shape = exampleShape(data, each.name);
    const shaped = reshape(shape)(dense(sizeOf(shape))(x));
    return [each.name, lambda(head(each))(shaped)];
  });
  return functional({ inputs: { x }, outputs: Object.fromEntries(outputs) }, { seed: 3 });
}

const trained = lossEntries().filter(([, info]) => predictionsOf(info).length > 0);

describe.each(trained)("%s", (name, info) => {
  const options = requiredOptions(info);
  const data = drawData(info, options, { batch });
  const targets = info.inputs.filter((each) => each.grad !== true && each.variable === undefined);
  const random = new Random(1).fork("x");
  const fields = Object.fromEntries(
    targets.map((each) => [each.name, Float32Array.from((data[each.name] as NumberArray).numbers)]),
  );
  const shapes = Object.fromEntries(targets.map((each) => [each.name, exampleShape(data, each.name)]));
  const dataset = arrays(
    { x: Float32Array.from({ length: batch * 5 }, () => random.normal()), ...fields },
    { shapes: { x: [5], ...shapes } },
  );
  const compiled = (): Model =>
    modelFor(info, data).compile({ loss: { name, ...options }, optimizer: { name: "sgd", learningRate: 1e-4 } });

  test("trains a network, and what it keeps is saved with the weights", async () => {
    const model = compiled();
    const { epochs } = await model.fit(dataset, { epochs: 2, batchSize: 4 });
    for (const { loss } of epochs) expect(Number.isFinite(loss), `loss ${loss}`).toBe(true);
    const kept = Object.keys(model.weights).filter((each) => each.startsWith("loss/"));
    const variables = info.inputs.filter((each) => each.variable !== undefined);
    expect(kept.map((each) => each.slice(each.lastIndexOf("/") + 1))).toEqual(variables.map((each) => each.name));
    const again = modelFor(info, data);
    again.setWeights(model.weights);
    again.compile({ loss: { name, ...options } });
    expect((await again.evaluate(dataset)).loss).toBeCloseTo((await model.evaluate(dataset)).loss, 5);
  });

  test("is minimised by its predictions", async () => {
    const predictions = predictionsOf(info).map((each) => each.name);
    const parsed = parseLossOptions(name, info, options);
    const { losses } = await minimize({
      parameters: Object.fromEntries(
        predictions.map((each) => {
          const { shape, numbers } = data[each] as NumberArray;
          return [each, Value.of(Float32Array.from(numbers), shape)];
        }),
      ),
      loss: (parameters) => {
        const tensors = info.inputs.map((each) => {
          const { shape, numbers } = data[each.name] as NumberArray;
          return parameters[each.name] ?? constant(numbers, { shape, dtype: dtypeOf(each, "float32") });
        });
        return reduceLoss(info.fn(...tensors, parsed), { mask: info.mask?.(...tensors, parsed) });
      },
      optimizer: { name: "adam", learningRate: 1e-3 },
      steps: 12,
    });
    for (const loss of losses) expect(Number.isFinite(loss), `loss ${loss}`).toBe(true);
    expect(Math.min(...losses.slice(1))).toBeLessThanOrEqual(losses[0] as number);
  });
});
