/** The doctor on a part of the seeded faults and healthy trainings that `npm run doctor:measure` counts over. */
import { expect, test } from "vitest";
import { measureDoctor } from "../../bench/doctor/measure.mjs";
import * as lossmith from "../../src/index.ts";
import * as ops from "../../src/ops.ts";

test("faults are found and healthy trainings left alone", { timeout: 240_000 }, async () => {
  // Other seeds than those of the published figures.
  const result = await measureDoctor({ ...lossmith, ops }, { every: 9, offset: 5000 });
  expect(result.faults).toBeGreaterThan(10);
  expect(result.healthy).toBeGreaterThan(4);
  expect(result.recall).toBeGreaterThanOrEqual(0.9);
  expect(result.precision).toBeGreaterThanOrEqual(0.9);
});
