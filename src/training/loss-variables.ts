import { toTypedArray } from "../core/dtype.ts";
import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { glorotUniform, identity, normal, ones, zeros } from "../layers/initializers.ts";
import type { Initializer } from "../layers/layer.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossVariable, NumberParam, Param } from "../losses/spec.ts";
import { exp } from "../ops/exponential.ts";
import type { FloatDType } from "./network.ts";

/** What the names of a loss's variables start with. */
const prefix = "loss/";

/** Whether a name is that of a variable of a loss: no network needs it to run. */
export function isLossVariable(name: string): boolean {
  return name.startsWith(prefix);
}

/** Variables a loss keeps, and how it sees them. */
export interface LossVariables {
  /** By the name of the input they are. */
  readonly inputs: Readonly<Record<string, Variable>>;
  /** By the option they replace: its value, computed from the variable. */
  readonly options: Readonly<Record<string, Tensor>>;
  readonly all: readonly Variable[];
}

/** Where a loss is used: what decides the names and sizes of its variables. */
export interface LossPlace {
  /** Part of the variables' names: the loss, after its output where there are several. */
  readonly path: string;
  /** Shapes of one example of the predictions, by the loss's input. */
  readonly predictions: Readonly<Record<string, Shape>>;
  readonly dtype: FloatDType;
}

/**
 * Makes the variables of a loss: the inputs its spec declares as such, and the options to train.
 * @param train names of options
 * @throws ArgumentError for an axis of unknown size; NameError or ArgumentError for an option that cannot be trained
 */
export function lossVariables(
  { path, predictions, dtype }: LossPlace,
  info: LossInfo,
  options: Readonly<Record<string, unknown>>,
  train: readonly string[],
): LossVariables {
  const sizes = axisSizes(info, predictions);
  const sizeOf = (axis: string): number => {
    const size = /^\d+$/.test(axis) ? Number(axis) : (sizes.get(axis) ?? options[axis] ?? info.params[axis]?.default);
    if (typeof size === "number") return size;
    throw new ArgumentError(path, {
      expected: `the option "${axis}": how many ${axis} the loss keeps something for`,
      got: "none",
      fix: `add ${axis}: a whole number`,
    });
  };
  const make = (name: string, shape: Shape, trainable: boolean, initializer: Initializer): Variable => {
    const tensor = input(`${prefix}${path}/${name}`, shape, { dtype });
    const initial: Variable["initial"] = (random) => toTypedArray(dtype, initializer(shape, random.fork(tensor.name)));
    return { tensor, trainable, initial };
  };
  const inputs: Record<string, Variable> = {};
  for (const { name, shape, variable } of info.inputs)
    if (variable !== undefined)
      inputs[name] = make(name, axesOf(shape).map(sizeOf), variable.trainable, initializers[variable.initial]);
  const trained: Record<string, Tensor> = {};
  const scalars = train.map((name) => {
    const param = trainableParam(path, info, name);
    const value = Number(options[name] ?? param.default);
    // Trained as its logarithm, a positive number stays positive.
    const isPositive = (param.above ?? param.min ?? Number.NEGATIVE_INFINITY) >= 0;
    const label = isPositive ? `log${name[0]?.toUpperCase()}${name.slice(1)}` : name;
    const variable = make(label, [], true, () => Float64Array.of(isPositive ? Math.log(value) : value));
    trained[name] = isPositive ? exp(variable.tensor) : variable.tensor;
    return variable;
  });
  return { inputs, options: trained, all: [...Object.values(inputs), ...scalars] };
}

const initializers: Readonly<Record<LossVariable["initial"], Initializer>> = {
  zeros,
  ones,
  identity,
  glorotUniform,
  normal: (shape, random) => normal({ standardDeviation: 1 })(shape, random),
  directions: (shape, random) => {
    const values = Float64Array.from(normal({ standardDeviation: 1 })(shape, random));
    const width = shape.at(-1) ?? 1;
    for (let start = 0; start < values.length; start += width) {
      const row = values.subarray(start, start + width);
      const norm = Math.hypot(...row) || 1;
      for (let i = 0; i < width; i++) row[i] = (row[i] as number) / norm;
    }
    return values;
  },
};

/** Sizes of named axes that the predictions decide. */
function axisSizes(info: LossInfo, predictions: Readonly<Record<string, Shape>>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, shape: notation } of info.inputs) {
    const shape = predictions[name];
    if (shape === undefined) continue;
    const axes = axesOf(notation).slice(1);
    const dots = axes.indexOf("...");
    axes.forEach((axis, at) => {
      const size = dots >= 0 && at > dots ? shape.at(at - axes.length) : shape[at];
      if (axis !== "..." && size !== undefined) sizes.set(axis, size);
    });
  }
  return sizes;
}

function trainableParam(path: string, info: LossInfo, name: string): NumberParam {
  const able = Object.entries(info.params).filter(([, param]) => isTrainable(param));
  const names = able.map(([key]) => key);
  if (!Object.hasOwn(info.params, name)) throw unknownName(`${path}: train`, name, names);
  const param = info.params[name] as Param;
  if (isTrainable(param)) return param;
  throw new ArgumentError(`${path}: train`, {
    expected: names.length === 0 ? "no options: none of this loss can be trained" : `options among ${names.join(", ")}`,
    got: JSON.stringify(name),
  });
}

function isTrainable(param: Param): param is NumberParam {
  return param.kind === "number" && param.trainable === true;
}
