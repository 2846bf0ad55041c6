import { gradients } from "../autodiff/gradients.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { type LossOptions, parseLossOptions } from "./index.ts";

export interface CurveRange {
  /** Default: -3 to 3, for logits -6 to 6, for probabilities 0.01 to 0.99. */
  readonly from?: number;
  readonly to?: number;
  /** Default 101. */
  readonly points?: number;
}

/** A loss and its derivative along a line through its prediction. */
export interface Curve {
  /** What runs along x, and the target: "yPred, yTrue = 0". */
  readonly label: string;
  readonly x: readonly number[];
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

/** How a prediction of one class or two moves along the line, and what the target is. */
interface Line {
  readonly direction: readonly number[];
  readonly origin: readonly number[];
  readonly target: readonly number[];
}

/**
 * Samples a loss of one target and one prediction: for a plot. Losses over classes get two; x is the first one's.
 * @param name of the loss, for messages
 * @returns undefined for a loss with other inputs
 * @throws NameError or ArgumentError for options it does not take
 */
export async function curve(
  name: string,
  info: LossInfo,
  given: LossOptions = {},
  range: CurveRange = {},
): Promise<Curve | undefined> {
  const options = parseLossOptions(name, info, given);
  const [target, prediction, ...others] = info.inputs;
  if (target === undefined || !prediction?.grad || target.grad || others.length > 0) return undefined;
  const fromLogits = options["fromLogits"] === true;
  const isProbability = [prediction.domain].flat()[0] === "probabilities" && !fromLogits;
  const [low, high] = isProbability ? [0.01, 0.99] : fromLogits ? [-6, 6] : [-3, 3];
  const { from = low as number, to = high as number, points = 101 } = range;
  const line = lineOf(target, prediction, isProbability);
  if (line === undefined) return undefined;
  const { origin, direction } = line;
  const x = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
  const width = origin.length;
  const isIndex = target.domain === "classIndex";
  const yTrue = constant(
    x.flatMap(() => line.target),
    { shape: isIndex ? [points] : [points, width], dtype: isIndex ? "int64" : "float64" },
  );
  const yPred = input("yPred", [points, width], { dtype: "float64" });
  const values: Tensor = info.fn(yTrue, yPred, options);
  if (values.rank !== 1) return undefined; // not a value per example
  const [value, gradient] = await evaluate([values, ...gradients(values, [yPred])], {
    yPred: x.flatMap((at) => origin.map((start, i) => start + at * (direction[i] as number))),
  });
  const slopes = (await gradient?.read()) as Float64Array;
  return {
    label: `${prediction.name}${width > 1 ? "[0]" : ""}, ${target.name} = ${JSON.stringify(isIndex || width === 1 ? line.target[0] : line.target)}`,
    x,
    value: Array.from((await value?.read()) as Float64Array),
    gradient: x.map((_, i) => direction.reduce((sum, d, at) => sum + d * (slopes[i * width + at] as number), 0)),
  };
}

function lineOf(target: LossInput, prediction: LossInput, isProbability: boolean): Line | undefined {
  const [domain] = [target.domain].flat();
  if (prediction.shape.includes("classes")) {
    const line = isProbability ? { origin: [0, 1], direction: [1, -1] } : { origin: [0, 0], direction: [1, 0] };
    if (domain === "classIndex") return { ...line, target: [0] };
    return domain === "simplex" || domain === "binary" ? { ...line, target: [1, 0] } : undefined;
  }
  const number = { real: 0, binary: 1, sign: 1, positive: 1, probabilities: 1 }[domain as string];
  return number === undefined ? undefined : { origin: [0], direction: [1], target: [number] };
}
