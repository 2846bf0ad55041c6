import type { Domain } from "../core/domain.ts";
import { type Tensor, withDomain } from "../core/tensor.ts";
import type { LossInfo } from "../losses/spec.ts";
import type { MetricContext } from "../metrics/metric.ts";
import { predictionsOf, targetsOf } from "./targets.ts";
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

/** An output as metrics see it: a linear layer does not say what it gives, and its loss does. */
export function scoresOf(
  yPred: Tensor,
  output: string,
  loss: ResolvedLoss | undefined,
): Pick<MetricContext, "yPred" | "independent"> {
  const info = loss?.info;
  if (loss === undefined || info === undefined) return { yPred };
  const meaning = meaningOf(yPred.domain, output, loss, info);
  const independent = isYesOrNo(info) ? true : isMulticlass(info) ? false : undefined;
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
