import { ArgumentError } from "../core/errors.ts";

/** What an image is guided by: options of `sphericalDistance` with their text. */
export interface Prompt {
  readonly text: string;
  /** Factor; negative to move away. */
  readonly weight: number;
  /** Signed distance below which there is no gradient; -Infinity for none. */
  readonly stop: number;
}

/**
 * A prompt as CLIP-guided notebooks write it: "text", "text:weight" or "text:weight:stop" ("a castle:0.5", "blur:-1:-0.8").
 * Weight 1 and no stop unless given. The text may hold colons when weight and stop follow it.
 * @throws ArgumentError for an empty text, or a weight or stop that is no number
 */
export function parsePrompt(prompt: string): Prompt {
  const parts = prompt.split(":");
  let numbers = 0;
  while (numbers < 2 && numbers < parts.length - 1 && numberOf(parts.at(-1 - numbers)) !== undefined) numbers++;
  const at = parts.length - numbers;
  const text = parts.slice(0, at).join(":").trim();
  const [weight = 1, stop = Number.NEGATIVE_INFINITY] = parts.slice(at).map(numberOf);
  if (text === "" || !Number.isFinite(weight))
    throw new ArgumentError("parsePrompt", {
      expected: '"text", "text:weight" or "text:weight:stop" with finite weights',
      got: JSON.stringify(prompt),
    });
  return { text, weight, stop };
}

/** The notebooks write -inf for no stop. */
function numberOf(part: string | undefined): number | undefined {
  const text = (part ?? "").trim();
  if (text === "-inf") return Number.NEGATIVE_INFINITY;
  return text === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
}
