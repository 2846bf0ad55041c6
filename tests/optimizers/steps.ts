import type { Device } from "../../src/core/op.ts";
import { input, type Tensor } from "../../src/core/tensor.ts";
import type { Optimizer } from "../../src/optimizers/optimizer.ts";
import { compileFunction } from "../../src/runtime/evaluate.ts";

type DType = "float32" | "float64";

/** Parameters after each step, for given gradients. */
export async function steps(
  optimizer: Optimizer,
  gradients: number[][],
  rates: number[],
  start: number[],
  dtype: DType,
  device?: Device,
): Promise<number[][]> {
  const shape = [start.length];
  const parameter = input("parameter", shape, { dtype });
  const names = Object.keys(optimizer.slots);
  const slots = Object.fromEntries(names.map((name) => [name, input(name, shape, { dtype })]));
  const update = optimizer.update({
    parameter,
    gradient: input("gradient", shape, { dtype }),
    slots,
    learningRate: input("rate", [], { dtype }),
    step: input("step", [], { dtype }),
  });
  const compiled = await compileFunction([update.parameter, ...names.map((name) => update.slots[name] as Tensor)], {
    device,
  });
  let values: Record<string, number[]> = { parameter: start };
  for (const name of names) values[name] = start.map(() => optimizer.slots[name] as number);
  const history: number[][] = [];
  for (const [i, gradient] of gradients.entries()) {
    const results = await compiled.run({ ...values, gradient, rate: rates[i] as number, step: i + 1 });
    const read = await Promise.all(results.map(async (value) => Array.from((await value.read()) as Float64Array)));
    values = Object.fromEntries(["parameter", ...names].map((name, k) => [name, read[k] as number[]]));
    history.push(values["parameter"] as number[]);
  }
  return history;
}

/** Largest difference, relative to the size of the numbers. */
export function distance(got: number[][], want: number[][]): number {
  return Math.max(
    ...want.flatMap((row, i) =>
      row.map((value, k) => Math.abs((got[i]?.[k] as number) - value) / Math.max(1, Math.abs(value))),
    ),
  );
}
