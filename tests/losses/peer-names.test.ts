import { expect, test } from "vitest";
import type { Peer } from "../../src/losses/spec.ts";
import { resolveLoss } from "../../src/registry/index.ts";
import names from "../fixtures/peer-names.json" with { type: "json" };

// What the peers call their losses, from their sources, finds ours; and that loss says so.

const cases = Object.entries(names).flatMap(([peer, theirs]) => theirs.map((name) => [peer as Peer, name] as const));

test.each(cases)("%s: %s", (peer, name) => {
  expect(Object.keys(resolveLoss(name).info.reference)).toContain(peer);
});
