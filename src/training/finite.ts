import { NonFiniteError } from "../core/errors.ts";

/**
 * Checks the losses of consecutive steps. The caller keeps the state from before them, so stopping here loses nothing.
 * @param place says where a step is, by its position among them
 * @throws NonFiniteError for the first that is NaN or infinite
 */
export function checkFinite(
  where: string,
  losses: ArrayLike<number>,
  place: (index: number) => string,
  fix: string,
): void {
  for (let i = 0; i < losses.length; i++)
    if (!Number.isFinite(losses[i]))
      throw new NonFiniteError(where, { expected: "a finite loss", got: `${losses[i]} in ${place(i)}`, fix });
}
