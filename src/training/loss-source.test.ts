import { expect, test } from "vitest";
import { SymbolicError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { greater, where } from "../ops/compare.ts";
import { checkLossSource } from "./loss-source.ts";

type Loss = (yTrue: Tensor, yPred: Tensor) => Tensor;

const wrong: Record<string, Loss> = {
  "if on an argument": (yTrue, yPred) => {
    if (yTrue) return yPred;
    return yTrue;
  },
  "if on a comparison": (yTrue, yPred) => {
    if (greater(yTrue, 0.5)) return square(yPred);
    return abs(yPred);
  },
  "a ternary on a variable": (yTrue, yPred) => {
    const small = greater(sub(yTrue, yPred), 1);
    return small ? yTrue : yPred;
  },
  negation: (yTrue, yPred) => mul(yPred, !yTrue ? 1 : 2),
  "and, or": (yTrue, yPred) => (greater(yTrue, 0) && yPred) as Tensor,
  while: (yTrue, yPred) => {
    let t = yTrue;
    while (t) t = yPred;
    return t;
  },
  "a classic function": (yTrue, yPred) => (yTrue ? yPred : yTrue),
};

test.each(Object.entries(wrong))("%s is found", (_, loss) => {
  expect(() => checkLossSource(loss)).toThrow(SymbolicError);
  expect(() => checkLossSource(loss)).toThrow(/where\(condition, a, b\)/);
});

const right: Record<string, Loss> = {
  "elementwise choice": (yTrue, yPred) => where(greater(yTrue, 0.5), square(yPred), abs(yPred)),
  "conditions on shapes": (yTrue, yPred) => (yTrue.shape.length > 1 && yTrue.rank === 2 ? sub(yTrue, yPred) : yPred),
  "conditions on options in a closure": (
    (scale: number | undefined): Loss =>
    (yTrue, yPred) =>
      scale ? mul(yTrue, scale) : yPred
  )(2),
  predicates: (yTrue, yPred) => (isPlain(yTrue) ? yTrue : yPred),
  defaults: (yTrue, yPred) => yTrue ?? yPred,
};

function isPlain(x: Tensor): boolean {
  return x.rank === 0;
}

test.each(Object.entries(right))("%s pass", (_, loss) => {
  expect(() => checkLossSource(loss)).not.toThrow();
});

test("functions without readable source pass", () => {
  expect(() => checkLossSource(((a: Tensor) => a).bind(undefined) as Loss)).not.toThrow();
});
