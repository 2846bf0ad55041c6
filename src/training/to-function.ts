import { ArgumentError } from "../core/errors.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { substitute } from "../rewrite/graph.ts";
import type { Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import type { Network } from "./network.ts";

/** A network as a function of tensors: takes them by input's name, [batch, ...], and gives the outputs by name. */
export type NetworkFunction = (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;

/** See `Model.toFunction`. */
export async function networkFunction(network: Network, served: Values): Promise<NetworkFunction> {
  const weights = new Map(
    await Promise.all(
      network.variables.map(async ({ tensor }) => {
        const value = served[tensor.name] as Value;
        return [tensor, constant(await value.read(), { shape: tensor.shape, dtype: tensor.dtype })] as const;
      }),
    ),
  );
  const seed = constant(0, { dtype: "int64" });
  return (inputs) => {
    const missing = Object.keys(network.inputs).filter((name) => inputs[name] === undefined);
    if (missing.length > 0)
      throw new ArgumentError("toFunction", {
        expected: `inputs ${Object.keys(network.inputs).join(", ")}`,
        got: `no ${missing.join(", ")}`,
      });
    const { outputs } = network.trace(inputs, { training: false, seed });
    const results = substitute(Object.values(outputs), weights);
    return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, results[i] as Tensor]));
  };
}
