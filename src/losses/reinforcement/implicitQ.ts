import type { Tensor } from "../../core/tensor.ts";
import { add, maximum, minimum, mul, square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface ImplicitQOptions {
  /** Which expectile; 0.5 is the mean. Default 0.7. */
  readonly expectile?: number;
}

/**
 * Value loss of implicit Q-learning: the expectile of the action values in the data, which nears their maximum as
 * it nears 1 without asking for other actions.
 * @param qValues of the actions in the data, by the target network, [batch, ...]
 * @param values of the states, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function implicitQ(qValues: Tensor, values: Tensor, { expectile = 0.7 }: ImplicitQOptions = {}): Tensor {
  checkDecisions("implicitQ", {}, { qValues, values });
  const error = sub(stopGradient(qValues), values);
  return add(mul(square(maximum(error, 0)), expectile), mul(square(minimum(error, 0)), 1 - expectile));
}

const spec: LossSpec<ImplicitQOptions, [Tensor, Tensor]> = {
  fn: implicitQ,
  aliases: ["iql", "IQLLoss", "iqlValue"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Expectile of action values as the value of a state.",
  formula: "|\\tau - 1_{u < 0}| u^2, \\quad u = Q(s, a) - V(s)",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ...]" },
    { name: "values", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    expectile: { kind: "number", default: 0.7, above: 0, below: 1, doc: "Which expectile; 0.5 is the mean." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Kostrikov et al. 2022, arXiv:2110.06169"],
  reference: {},
};
export default spec;
