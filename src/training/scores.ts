import type { Domain } from "../core/domain.ts";
import { sameShape } from "../core/shape.ts";
import { type Tensor, withDomain } from "../core/tensor.ts";
import type { LossInfo } from "../losses/spec.ts";
import type { MetricContext } from "../metrics/metric.ts";
import { transpose } from "../ops/structure.ts";
import { classesAxis, predictionsOf, targetsOf } from "./targets.ts";
import type { ResolvedLoss } from "./terms.ts";

/** Each example has one class of several. */
export function isMulticlass({ family, tasks }: LossInfo): boolean {
  return family === "classification" && tasks.includes("multiclass");
}

/** Each number is a yes or no of its own. */
export function isYesOrNo({ family, tasks }: LossInfo): boolean {
  const isBinary = tasks.includes("binary") || tasks.includes("multilabel");
  return family === "classification" && isBinary && !tasks.includes("multiclass");
}

/** What a loss over masks says of several channels: each a yes or no of its own, or one class a pixel; undefined where it does not. */
function channelsApart({ options }: ResolvedLoss, { family, params }: LossInfo): boolean | undefined {
  const activation = options["activation"] ?? params["activation"]?.default;
  if (family !== "segmentation") return undefined;
  if (activation === "sigmoid") return true;
  return activation === "softmax" || options["fromLogits"] === true ? false : undefined;
}

/**
 * Scores and targets as metrics read them, with the classes in the last axis: those of masks are in the second.
 * @param target class indices, without that axis, stay as they are
 */
export function classesLast(
  yPred: Tensor,
  target: Tensor,
  loss: ResolvedLoss | undefined,
): { readonly yPred: Tensor; readonly target: Tensor } {
  const at = loss?.info === undefined ? -1 : classesAxis(loss.info, loss.options);
  const axis = at < 0 ? yPred.rank + at : at;
  if (axis >= yPred.rank - 1 || axis < 1) return { yPred, target };
  const order = yPred.shape.map((_, i) => i).filter((i) => i !== axis);
  const moved = (x: Tensor): Tensor => transpose(x, [...order, axis]);
  return { yPred: moved(yPred), target: sameShape(target.shape, yPred.shape) ? moved(target) : target };
}

/** An output as metrics see it: a linear layer does not say what it gives, and its loss does. */
export function scoresOf(
  yPred: Tensor,
  output: string,
  loss: ResolvedLoss | undefined,
): Pick<MetricContext, "yPred" | "independent"> {
  const info = loss?.info;
  if (loss === undefined || info === undefined) return { yPred };
  const meaning = meaningOf(yPred.domain, output, loss, info);
  const independent = isYesOrNo(info) ? true : isMulticlass(info) ? false : channelsApart(loss, info);
  return { yPred: withDomain(yPred, meaning), ...(independent === undefined ? {} : { independent }) };
}

function meaningOf(domain: Domain, output: string, loss: ResolvedLoss, info: LossInfo): Domain {
  if (loss.options["fromLogits"] === true) return "logits";
  if (domain !== "unknown") return domain;
  const input = predictionsOf(info).find(({ name }) => loss.predictions[name] === output);
  if (input === undefined) return domain;
  // Scores beside labels -1 and 1 say yes from 0 on, as logits do.
  const isSigned = targetsOf(info).some((each) => [each.domain].flat().includes("sign"));
  const takes = [input.domain].flat();
  return isSigned || (takes.includes("logits") && !takes.includes("probabilities")) ? "logits" : domain;
}
