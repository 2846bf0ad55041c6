import { constant, type Tensor } from "../core/tensor.ts";
import { substitute } from "../rewrite/graph.ts";
import type { Value } from "../runtime/value.ts";
import type { Model } from "./model.ts";

/**
 * A model as a function of tensors, with its present weights as constants and not in training: for a loss or a guide that another
 * network is trained or sampled under. Gradients flow through it to what it is given.
 * @returns outputs by name, of inputs by name, [batch, ...]
 */
export async function frozen(
  model: Model,
): Promise<(inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>> {
  const served = await model.servedWeights();
  const weights = new Map(
    await Promise.all(
      model.network.variables.map(async ({ tensor }) => {
        const value = served[tensor.name] as Value;
        return [tensor, constant(await value.read(), { shape: tensor.shape, dtype: tensor.dtype })] as const;
      }),
    ),
  );
  return (inputs) => {
    const { outputs } = model.network.trace(inputs, { training: false, seed: constant(0, { dtype: "int64" }) });
    const results = substitute(Object.values(outputs), weights);
    return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, results[i] as Tensor]));
  };
}
