import { test } from "vitest";
import { embeddings, norm } from "../../../tests/losses/embeddings.ts";
import { float64 } from "../../../tests/losses/loss.ts";
import { expectValues } from "../../../tests/losses/numbers.ts";
import { ringLoss } from "./ringLoss.ts";

test("half the squared difference of length and radius", async () => {
  const want = embeddings.map((x) => (norm(x) - 2) ** 2 / 2);
  await expectValues(ringLoss(float64(embeddings), { radius: 2 }), want);
  await expectValues(ringLoss(float64(embeddings), { radius: float64(2) }), want);
});
