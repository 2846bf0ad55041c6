import { input, type Tensor } from "../../core/tensor.ts";
import { rewrite, substitute } from "../../rewrite/graph.ts";

/** Name of the input that stands for another where it is held constant. */
export function heldName(name: string): string {
  return `${name}@held`;
}

/**
 * A graph in which everything under `stopGradient` is computed from inputs of its own: what its derivative means, so that
 * differences of the value can be compared with it.
 */
export function holdStopped(y: Tensor, inputs: readonly Tensor[]): Tensor {
  const held = new Map(inputs.map((x) => [x, input(heldName(x.name), x.shape, { dtype: x.dtype })] as const));
  return rewrite([y], (_, before) =>
    before.op.name === "stopGradient" ? substitute(before.inputs, held) : undefined,
  )[0] as Tensor;
}
