import { describe, test } from "vitest";
import fixtures from "../fixtures/selfsup.json" with { type: "json" };
import { expectCase } from "./cases.ts";

describe("formulas of self-supervised, distillation and wrapper losses, written in PyTorch", () => {
  test.each(fixtures.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each));
});
