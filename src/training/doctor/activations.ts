import { isFloat } from "../../core/dtype.ts";
import { range } from "../../core/range.ts";
import { constant, type Tensor } from "../../core/tensor.ts";
import type { Dataset } from "../../data/dataset.ts";
import { abs, mul, sub } from "../../ops/arithmetic.ts";
import { greater } from "../../ops/compare.ts";
import { max, mean } from "../../ops/reduce.ts";
import { cast } from "../../ops/structure.ts";
import { nodesOf } from "../../rewrite/graph.ts";
import { compileFunction } from "../../runtime/evaluate.ts";
import type { Values } from "../../runtime/stepper.ts";
import type { Value } from "../../runtime/value.ts";
import { BatchBuffers, batchInputs } from "../batch.ts";
import { type Plan, pickInputs } from "../program.ts";
import type { TrainerOptions } from "../trainer.ts";

/** An activation inside a layer, over some examples. */
export interface Activation {
  readonly layer: string;
  readonly op: "relu" | "sigmoid" | "tanh";
  /** Units (of a convolution: channels). */
  readonly units: number;
  /** Of a relu: units that are 0 for every example and position. */
  readonly dead: number;
  /** Of a sigmoid or tanh: share of values within 1 % of a bound. */
  readonly saturated: number;
}

/** An output over some examples. */
export interface Prediction {
  readonly output: string;
  /** Largest standard deviation of one of its numbers from example to example. */
  readonly deviation: number;
  /** Root of the mean square of all its numbers. */
  readonly size: number;
}

export interface ForwardStatistics {
  readonly activations: readonly Activation[];
  readonly predictions: readonly Prediction[];
}

const watched: ReadonlySet<string> = new Set(["relu", "sigmoid", "tanh"]);

/** Looks into the network on some examples: what its activations do, and how far its outputs differ. */
export class Microscope {
  private readonly plan: Plan;
  private readonly dataset: Dataset;
  private readonly rows: readonly number[];
  private readonly options: Pick<TrainerOptions, "device" | "threads">;
  private ready: ReturnType<Microscope["load"]> | undefined;

  constructor(
    plan: Plan,
    dataset: Dataset,
    rows: readonly number[],
    options: Pick<TrainerOptions, "device" | "threads">,
  ) {
    this.plan = plan;
    this.dataset = dataset;
    this.rows = rows;
    this.options = options;
  }

  private async load() {
    const { network } = this.plan;
    const { fields } = batchInputs(this.dataset.fields, this.rows.length, network.dtype);
    const seed = constant(0, { dtype: "int64" });
    const { outputs } = network.trace(pickInputs(network, fields), { training: false, seed });
    const found = nodesOf(Object.values(outputs)).flatMap(({ op, origin, outputs: [made] }) => {
      if (!watched.has(op.name) || origin?.part !== "layer" || made === undefined || !isFloat(made.dtype)) return [];
      const layer = network.layers.find(({ name }) => name === origin.name)?.layer;
      // Gates of recurrent layers are open or closed on purpose.
      return layer === undefined || /lstm|gru/i.test(layer.kind)
        ? []
        : [{ layer, name: origin.name, op: op.name, made }];
    });
    const results = found.map(({ layer, op, made }) => {
      if (op !== "relu") return mean(cast(greater(abs(centred(op, made)), 0.98), network.dtype));
      const unitAxis = layer.kind.startsWith("conv") || made.shape.length > 3 ? 1 : made.shape.length - 1;
      return max(made, { axes: Array.from(range(made.shape.length)).filter((axis) => axis !== unitAxis) });
    });
    const names = Object.keys(outputs);
    const run = await compileFunction([...results, ...Object.values(outputs)], this.options);
    const fed = await new BatchBuffers(this.dataset.fields, 1, this.rows.length).fill(this.dataset, [this.rows]);
    const feeds = Object.fromEntries(
      Object.entries(fed).map(([name, value]) => [name, value.withShape(value.shape.slice(1))]),
    );
    return { found, names, run, feeds };
  }

  async look(state: Values): Promise<ForwardStatistics> {
    this.ready ??= this.load();
    const { found, names, run, feeds } = await this.ready;
    const given = { ...feeds, ...state };
    const values = await run.run(Object.fromEntries(run.inputs.map(({ name }) => [name, given[name] as Value])));
    const activations = found.map(async ({ name, op }, i): Promise<Activation> => {
      const numbers = Array.from(await (values[i] as Value).numbers());
      const isRelu = op === "relu";
      return {
        layer: name,
        op: op as Activation["op"],
        units: numbers.length,
        dead: isRelu ? numbers.filter((most) => !(most > 0)).length : 0,
        saturated: isRelu ? 0 : (numbers[0] as number),
      };
    });
    const predictions = names.map(async (output, i): Promise<Prediction> => {
      const numbers = await (values[found.length + i] as Value).numbers();
      return { output, ...spreadOf(numbers, this.rows.length) };
    });
    return { activations: await Promise.all(activations), predictions: await Promise.all(predictions) };
  }
}

/** From -1 to 1. */
function centred(op: string, x: Tensor): Tensor {
  return op === "sigmoid" ? sub(mul(x, 2), 1) : x;
}

function spreadOf(numbers: ArrayLike<number>, rows: number): { readonly deviation: number; readonly size: number } {
  const columns = numbers.length / rows;
  let [deviation, squares] = [0, 0];
  for (let column = 0; column < columns; column++) {
    let [sum, own] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const value = numbers[row * columns + column] as number;
      sum += value;
      own += value * value;
    }
    squares += own;
    deviation = Math.max(deviation, Math.sqrt(Math.max(0, own / rows - (sum / rows) ** 2)));
  }
  return { deviation, size: Math.sqrt(squares / numbers.length) };
}
