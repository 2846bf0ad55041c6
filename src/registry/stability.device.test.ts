import { describe, expect, inject, test } from "vitest";
import { classCount as width } from "../../tests/losses/draw.ts";
import { valueAndGradient } from "../../tests/losses/loss.ts";
import { DomainError } from "../core/errors.ts";
import { constant, input, type NestedNumbers, type Tensor, withDomain } from "../core/tensor.ts";
import type { LossInfo } from "../losses/spec.ts";
import { sigmoid } from "../ops/exponential.ts";
import { softmax } from "../ops/reduce.ts";
import { isIndexInput } from "./check-data.ts";
import { lossEntries } from "./index.ts";

// Losses of logits or probabilities, from their specs: the two forms agree where naive ones overflow or have no gradient left.

const device = inject("device");
const dtypes = device === "webgpu" ? (["float32"] as const) : (["float32", "float64"] as const);

/** Losses of a label and a row of predictions alone: a one-hot target is in the domain of theirs. */
const entries = lossEntries().filter(([, { params, inputs }]) => {
  const [target] = inputs;
  const domains = [target?.domain].flat();
  const rows = ["[batch, ..., classes]", "[batch, classes]", "[batch, ..., n]"];
  if (inputs.length !== 2 || !rows.includes(inputs[1]?.shape ?? "")) return false;
  return "fromLogits" in params && ["simplex", "binary", "classIndex"].some((each) => domains.includes(each as never));
});

/** The others are bounded, or count examples differently. */
const crossentropies = [
  "binaryCrossentropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "klDivergence",
];

const overClasses = (info: LossInfo): boolean => info.inputs.some((each) => each.shape.includes("classes"));
const activate = (info: LossInfo, z: Tensor): Tensor => (overClasses(info) ? softmax(z) : sigmoid(z));

/** A label per row, each its own; one-hot or an index as the loss wants it. */
function targets(info: LossInfo, rows: number, dtype: "float32" | "float64"): Tensor {
  const [target] = info.inputs;
  const labels = Array.from({ length: rows }, (_, i) => i % width);
  if (target !== undefined && isIndexInput(target)) return constant(labels, { dtype: "int64" });
  return constant(
    labels.map((label) => Array.from({ length: width }, (_, i) => (i === label ? 1 : 0))),
    { dtype },
  );
}

/** Right, wrong and undecided, by a gap of that size. */
const logits = (gap: number): number[][] => [
  [gap, 0, 0, 0],
  [gap, 0, -gap, 0],
  [0, 0, 0, 0],
  [-gap, gap, gap, 0],
  [gap / 2, gap / 2, 0, -gap / 2],
];

describe.each(entries)("%s", (name, info) => {
  const fromLogits = (t: Tensor, z: Tensor): Tensor => info.fn(t, z, { fromLogits: true });
  const fromProbabilities = (t: Tensor, z: Tensor): Tensor => info.fn(t, activate(info, z), {});

  describe.each(dtypes)("%s", (dtype) => {
    const run = (loss: typeof fromLogits, z: NestedNumbers): ReturnType<typeof valueAndGradient> =>
      valueAndGradient((x) => loss(targets(info, (z as number[][]).length, dtype), x), z, { dtype, device });

    test.each([1, 16, 100, 1e4])("probabilities of logits %d apart are those logits", async (gap) => {
      const want = await run(fromLogits, logits(gap));
      const got = await run(fromProbabilities, logits(gap));
      for (const key of ["value", "gradient"] as const)
        for (const [i, number] of want[key].entries()) {
          const at = got[key][i] as number;
          expect(Number.isFinite(number) && Number.isFinite(at), `${key}[${i}]: ${number}, ${at}`).toBe(true);
          expect(Math.abs(at - number), `${key}[${i}]: ${at}, want ${number}`).toBeLessThanOrEqual(
            (dtype === "float32" ? 2e-6 : 1e-12) * Math.max(1, Math.abs(number)),
          );
        }
      if (gap < 100 || !crossentropies.includes(name)) return;
      // The second row is wrong by the gap: the loss grows with it and the gradient is whole.
      const share = overClasses(info) ? 1 : width;
      const wrong = overClasses(info) ? gap : gap + 2 * Math.LN2;
      expect(Math.abs((got.value[1] as number) - wrong / share)).toBeLessThan(1e-5 * gap);
      expect(got.gradient[width]).toBeCloseTo(1 / share, 6);
    });
  });

  test("logits and probabilities are not taken for each other", () => {
    const [t, x] = [targets(info, 5, "float32"), input("x", [5, width])];
    expect(() => info.fn(t, withDomain(x, "logits"), {})).toThrow(DomainError);
    expect(() => info.fn(t, withDomain(x, "logits"), {})).toThrow("pass fromLogits: true");
    expect(() => info.fn(t, activate(info, x), { fromLogits: true })).toThrow(DomainError);
    expect(() => info.fn(t, activate(info, x), { fromLogits: true })).toThrow("drop fromLogits");
  });
});
