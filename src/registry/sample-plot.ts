import { gradients } from "../autodiff/gradients.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { LossInfo } from "../losses/spec.ts";
import { sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { parseLossOptions } from "./index.ts";

/** A loss along a line: its value and its gradient by what is varied. */
export interface Curve {
  /** What the horizontal axis is. */
  readonly label: string;
  readonly x: readonly number[];
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

export interface CurveOptions {
  /** Default: where the loss is interesting, by what it takes. */
  readonly from?: number;
  readonly to?: number;
  readonly points?: number;
}

/**
 * Value and gradient of a loss of a target and a prediction, over a range of predictions: errors from a target of 0, the
 * probability of the right class, or its logit. undefined for losses with other inputs.
 */
export async function curve(
  name: string,
  info: LossInfo,
  options: Readonly<Record<string, unknown>>,
  { from, to, points = 121 }: CurveOptions = {},
): Promise<Curve | undefined> {
  const [target, prediction, ...others] = info.inputs;
  if (target === undefined || prediction === undefined || others.length > 0 || !prediction.grad) return undefined;
  const parsed = parseLossOptions(name, info, options);
  const takes = [prediction.domain].flat();
  const asked = [target.domain].flat();
  const logits = takes.includes("logits") && (parsed["fromLogits"] === true || !takes.includes("probabilities"));
  const isProbability = takes.includes("probabilities") && !logits;
  // With probabilities the curve stays off 0, where cross-entropies are infinite.
  const [low, high] = isProbability ? [from ?? 0.01, to ?? 1] : [from ?? (logits ? -6 : -3), to ?? (logits ? 6 : 3)];
  const x = Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
  const isIndex = asked.includes("classIndex");
  const twoClasses = isIndex || asked.includes("simplex");
  const width = twoClasses ? 2 : 1;
  const yPred = input("yPred", [points, width], { dtype: "float64" });
  const yTrue = input("yTrue", isIndex ? [points] : [points, width], { dtype: isIndex ? "int64" : "float64" });
  const values: Tensor = info.fn(yTrue, yPred, parsed);
  if (values.shape.join() !== [points].join()) return undefined;
  const [gradient] = gradients(sum(values), [yPred]) as [Tensor];
  const rest = (p: number): number => (isProbability ? 1 - p : 0);
  const results = await evaluate([values, gradient], {
    yPred: x.flatMap((p) => (twoClasses ? [p, rest(p)] : [p])),
    yTrue: x.flatMap(() =>
      isIndex ? [0] : twoClasses ? [1, 0] : [asked.includes("binary") || asked.includes("sign") ? 1 : 0],
    ),
  });
  const [value, slope] = (await Promise.all(results.map((result) => result.read()))) as [Float64Array, Float64Array];
  return {
    label: isProbability
      ? "probability of the right class"
      : logits
        ? "logit of the right class"
        : "prediction (target 0)",
    x,
    value: Array.from(value),
    gradient: x.map((_, i) => slope[i * width] as number),
  };
}
