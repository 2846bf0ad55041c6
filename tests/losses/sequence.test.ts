import { test } from "vitest";
import cases from "../fixtures/sequence.json" with { type: "json" };
import { expectCase } from "./cases.ts";

// PyTorch's answers: scripts/fixtures/sequence.py.
test.each(cases.map((each) => [each.id, each] as const))("ctc: %s", (_, each) => expectCase(each));
