import { test } from "vitest";
import { hinge, type Row, squared } from "../../../tests/losses/embeddings.ts";
import { float64 } from "../../../tests/losses/loss.ts";
import { drawRows, expectValues } from "../../../tests/losses/numbers.ts";
import { quadruplet } from "./quadruplet.ts";

test("two hinges on squared distances", async () => {
  const [a, p, n, o] = [drawRows(5, 3, 1), drawRows(5, 3, 2), drawRows(5, 3, 3), drawRows(5, 3, 4)];
  const want = a.map((x, i) => {
    const near = squared(x, p[i] as Row);
    const apart = squared(o[i] as Row, n[i] as Row);
    return hinge(near - squared(x, n[i] as Row) + 3) + hinge(near - apart + 2);
  });
  const given = [float64(a), float64(p), float64(n), float64(o)] as const;
  await expectValues(quadruplet(...given, { margin: 3, otherMargin: 2 }), want);
});
