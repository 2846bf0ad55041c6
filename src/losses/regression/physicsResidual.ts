import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis } from "../elementwise.ts";
import { perEquation } from "../equations.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface PhysicsResidualOptions {
  /** Weight of each equation, of the last axis. Default none. */
  readonly weights?: readonly number[];
}

/**
 * Residual of a differential equation at collocation points, squared, weighed and averaged over the equations. The
 * residual is made of the network's output and its derivatives (`gradients`), in the unit of the source.
 * @param residual what the equation puts equal to the source, [batch, ..., n]
 * @param source right-hand side, the same shape
 * @returns [batch, ...] less the last axis
 * @throws ShapeError when the inputs do not fit each other
 */
export function physicsResidual(residual: Tensor, source: Tensor, { weights }: PhysicsResidualOptions = {}): Tensor {
  bindAlike("physicsResidual", { residual, source }, "[batch, ..., n]");
  const error = square(sub(residual, source));
  return meanLastAxis(weights === undefined ? error : mul(error, perEquation("physicsResidual", weights, error)));
}

const spec: LossSpec<PhysicsResidualOptions, [Tensor, Tensor]> = {
  fn: physicsResidual,
  aliases: ["pinn", "pinnLoss"],
  family: "regression",
  tasks: ["physics", "regression"],
  summary: "How far a network is from solving an equation.",
  formula: "\\frac{1}{n} \\sum_i \\lambda_i (\\mathcal{N}_i[u] - f_i)^2",
  inputs: [
    { name: "residual", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "source", domain: "real", shape: "[batch, ..., n]" },
  ],
  params: {
    weights: {
      kind: "numbers",
      default: null,
      min: 0,
      example: [1, 2, 0.5],
      doc: "Weight of each equation, of the last axis.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Raissi et al. 2019, doi:10.1016/j.jcp.2018.10.045"],
  reference: {},
};
export default spec;
