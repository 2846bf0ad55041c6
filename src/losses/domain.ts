import { DomainError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";

/** Refuses logits where probabilities are meant, and the other way round. Tensors of unknown meaning pass. */
export function checkLogits(where: string, yPred: Tensor, fromLogits: boolean): void {
  if (fromLogits && (yPred.domain === "probabilities" || yPred.domain === "logProbabilities"))
    throw new DomainError(where, {
      expected: "logits (fromLogits is true)",
      got: `${yPred.domain} from ${yPred.name}`,
      fix: "drop fromLogits, or drop the activation of the last layer: one softmax or sigmoid is enough",
    });
  if (!fromLogits && (yPred.domain === "logits" || yPred.domain === "logProbabilities"))
    throw new DomainError(where, {
      expected: "probabilities (fromLogits is false)",
      got: `${yPred.domain} from ${yPred.name}`,
      fix: "pass fromLogits: true, or end the network with softmax or sigmoid",
    });
}
