import { unknownName } from "../core/errors.ts";
import type { Plan } from "./program.ts";

/**
 * Factors of terms must be of terms there are. What a function returns is known only when it has been called.
 * @throws NameError with the nearest name and the list
 */
export function checkTermWeights(
  { termWeights, outputs }: Pick<Plan, "termWeights" | "outputs">,
  terms: readonly string[],
): void {
  for (const name of Object.keys(termWeights))
    if (!terms.includes(name))
      throw unknownName("lossWeights", name, [...outputs.map(({ output }) => output), ...terms]);
}
