import { ArgumentError } from "./errors.ts";

/** How the share of the noise's variance grows from step to step. */
export type NoiseScheduleKind = "linear" | "cosine";

/** How much of the signal is left at each step of a diffusion, as plain data. */
export interface NoiseSchedule {
  readonly kind: NoiseScheduleKind;
  readonly steps: number;
  /** Share of the signal's variance ᾱ after step t, falling from nearly 1 to nearly 0. */
  readonly alphaBar: readonly number[];
}

/**
 * A noise schedule: at step t an example is √ᾱₜ x + √(1 - ᾱₜ) ε.
 * "linear": the variances β rise evenly from 0.0001 to 0.02 for 1000 steps, inversely as large for fewer (Ho et al. 2020,
 * arXiv:2006.11239). "cosine": ᾱ is a squared cosine, β at most 0.999 (Nichol and Dhariwal 2021, arXiv:2102.09672).
 * @param steps a whole number from 20, default 1000
 * @throws ArgumentError for another kind or number of steps
 */
export function noiseSchedule(
  kind: NoiseScheduleKind,
  { steps = 1000 }: { readonly steps?: number } = {},
): NoiseSchedule {
  if (!(Number.isInteger(steps) && steps >= 20))
    throw new ArgumentError("noiseSchedule: steps", { expected: "a whole number from 20", got: String(steps) });
  if (kind !== "linear" && kind !== "cosine")
    throw new ArgumentError("noiseSchedule", { expected: '"linear" or "cosine"', got: String(kind) });
  const cosine = (step: number): number => Math.cos((((step / steps + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  const beta = (step: number): number =>
    kind === "cosine"
      ? Math.min(0.999, 1 - cosine(step + 1) / cosine(step))
      : Math.min(0.999, (1000 / steps) * (0.0001 + (0.0199 * step) / (steps - 1)));
  let left = 1;
  const alphaBar = Array.from({ length: steps }, (_, step) => {
    left *= 1 - beta(step);
    return left;
  });
  return { kind, steps, alphaBar };
}
