import { test } from "vitest";
import {
  angle,
  cosine,
  crossEntropy,
  norm,
  perExample,
  vectors,
  yPred,
  yTrue,
} from "../../../tests/losses/embeddings.ts";
import { float64, int64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { sphereFace } from "./sphereFace.ts";

const psi = (theta: number, m: number): number => {
  const k = Math.min(m - 1, Math.floor((theta * m) / Math.PI));
  return (-1) ** k * Math.cos(m * theta) - 2 * k;
};

test.each([1, 2, 3, 4])("the angle to the own class counts %s times", async (margin) => {
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v, c) => 1.5 * norm(x) * (c === y ? psi(angle(x, v), margin) : cosine(x, v))),
      y,
    ),
  );
  const options = { margin, scale: 1.5 };
  await expectValues(sphereFace(int64(yTrue), float64(yPred), float64(vectors), options), want);
});

test("annealing mixes the plain cosine in", async () => {
  const mixed = (t: number): number => (psi(t, 4) + 5 * Math.cos(t)) / 6;
  const want = perExample((x, y) =>
    crossEntropy(
      vectors.map((v, c) => norm(x) * (c === y ? mixed(angle(x, v)) : cosine(x, v))),
      y,
    ),
  );
  await expectValues(sphereFace(int64(yTrue), float64(yPred), float64(vectors), { annealing: 5 }), want);
});
