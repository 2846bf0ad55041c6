import { test } from "vitest";
import fixtures from "../fixtures/ranking.json" with { type: "json" };
import { expectCase } from "./cases.ts";

// PyTorch's trigamma, in the gradient of `evidential`, is right to ten digits.
test.each(fixtures.cases.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each, 1e-9));
