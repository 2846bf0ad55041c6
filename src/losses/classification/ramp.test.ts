import { test } from "vitest";
import { valueAndGradient } from "../../../tests/losses/loss.ts";
import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { ramp } from "./ramp.ts";

const hinge = (m: number, s: number): number => Math.max(0, s - m);
describeMarginLoss("ramp", ramp, (m) => hinge(m, 1) - hinge(m, -1));
describeMarginLoss("ramp", ramp, (m) => hinge(m, 1) - hinge(m, 0), { floor: 0 });

test("an example far on the wrong side pulls no more", async () => {
  const { value, gradient } = await valueAndGradient((z) => ramp(constant([1, 1, 1]), z), [-5, 0, 5]);
  expectNumbers([...value, ...gradient], [2, 1, 0, 0, -1, 0]);
});
