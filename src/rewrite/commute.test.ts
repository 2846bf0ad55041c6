import { expect, test } from "vitest";
import { gradients } from "../autodiff/gradients.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { relu, silu } from "../ops/activation.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { conv } from "../ops/conv.ts";
import { maxPool } from "../ops/pooling.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { commute } from "./commute.ts";

const image = (): Tensor => input("x", [1, 2, 4, 4]);
const pool = (x: Tensor): Tensor => maxPool(x, { window: 2 });
/** The outputs themselves come back. */
const expectUnchanged = (outputs: Tensor[], keep: Tensor[] = []): void =>
  commute(outputs, keep).forEach((result, i) => {
    expect(result).toBe(outputs[i]);
  });
const chain = (x: Tensor): string[] => [
  x.node.op.name,
  ...(x.node.inputs[0] === undefined ? [] : chain(x.node.inputs[0])),
];

test("relu moves behind max pooling", () => {
  const [result] = commute([pool(relu(image()))]) as [Tensor];
  expect(chain(result)).toEqual(["relu", "maxPool", "input"]);
  expect(result.shape).toEqual([1, 2, 2, 2]);
});

test("behind several poolings, at every depth of a network", () => {
  const [twice] = commute([pool(pool(relu(image())))]) as [Tensor];
  expect(chain(twice)).toEqual(["relu", "maxPool", "maxPool", "input"]);
  const weights = input("w", [2, 2, 1, 1]);
  const [deep] = commute([pool(relu(conv(pool(relu(image())), weights)))]) as [Tensor];
  expect(chain(deep)).toEqual(["relu", "maxPool", "conv", "relu", "maxPool", "input"]);
});

test("stays where its result is used elsewhere, is a result, or is differentiated by", () => {
  const activated = relu(image());
  const pooled = pool(activated);
  const used = sum(activated);
  expectUnchanged([pooled, used]);
  expectUnchanged([pooled, activated]);
  expectUnchanged([pooled], [activated]);
});

test("sharing is seen through rewritten inputs", () => {
  const lower = pool(relu(image()));
  const activated = relu(add(lower, -0.5));
  const [pooled, other] = commute([pool(activated), sum(activated)]) as [Tensor, Tensor];
  expect(chain(pooled)).toEqual(["maxPool", "relu", "add", "relu", "maxPool", "input"]);
  expect(other.node.inputs[0]).toBe(pooled.node.inputs[0]);
});

test("a function that does not keep order stays, and so does an unchanged graph", () => {
  expectUnchanged([pool(silu(image()))]);
  expectUnchanged([relu(pool(image()))]);
});

test("values and gradients do not change, with ties at and below 0", async () => {
  const values = [
    0, -1, 2, 2, -1, -3, 2, -4, 0, 0, -1, -1, 0, -2, -1, -1, 5, 1, 0, 3, 4, 5, 3, 3, -2, -2, 1, 1, -2, -2, 1, 0,
  ];
  const x = image();
  const before = pool(relu(x));
  const after = commute([before], [x])[0] as Tensor;
  const weigh = (y: Tensor): Tensor => sum(mul(y, stopGradient(add(mul(y, 0.5), 1))));
  const graphs = [before, after].flatMap((y) => [y, ...gradients(weigh(y), [x])]);
  const [value, gradient, swappedValue, swappedGradient] = await Promise.all(
    (await evaluate(graphs, { x: values })).map((result) => result.read()),
  );
  expect(swappedValue).toEqual(value);
  expect(swappedGradient).toEqual(gradient);
});
