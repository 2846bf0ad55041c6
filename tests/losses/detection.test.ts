import { test } from "vitest";
import fixtures from "../fixtures/detection.json" with { type: "json" };
import { expectCase } from "./cases.ts";

test.each(fixtures.cases.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each));
