import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { endpointError } from "./endpointError.ts";

test("lengths of displacement errors, averaged", async () => {
  const [a, b] = [float64([[[[0, 1]], [[0, 1]]]]), float64([[[[3, 1]], [[4, 1]]]])];
  expect(await numbersOf(endpointError(a, b))).toEqual([2.5]);
});
