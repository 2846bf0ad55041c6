import { DomainError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";

/**
 * Refuses logits where probabilities are meant, and the other way round. Tensors of unknown meaning pass.
 * @param activation what turns these logits into probabilities
 */
export function checkLogits(
  where: string,
  yPred: Tensor,
  fromLogits: boolean,
  activation: "sigmoid" | "softmax",
): void {
  const { domain } = yPred;
  // The softmax of log-probabilities is the probabilities again; their sigmoid is not.
  const isNoLogit = domain === "probabilities" || (domain === "logProbabilities" && activation === "sigmoid");
  if (fromLogits && isNoLogit)
    throw new DomainError(where, {
      expected: "logits (fromLogits is true)",
      got: `${domain} from ${yPred.name}`,
      fix: `drop fromLogits, or drop what made the ${domain}: the loss applies its own ${activation}`,
    });
  if (!fromLogits && (domain === "logits" || domain === "logProbabilities"))
    throw new DomainError(where, {
      expected: "probabilities (fromLogits is false)",
      got: `${domain} from ${yPred.name}`,
      fix:
        domain === "logits" || activation === "softmax"
          ? `pass fromLogits: true, or apply ${activation} before`
          : `pass the ${activation} itself, not its logarithm`,
    });
}
