import { expect, test } from "vitest";
import type { Peer } from "../../src/losses/spec.ts";
import { resolveLoss } from "../../src/registry/index.ts";
import names from "../fixtures/peer-names.json" with { type: "json" };

// What the peers call their losses, from their sources, finds ours; and that loss says so.

const cases = Object.entries(names).flatMap(([peer, theirs]) => theirs.map((name) => [peer as Peer, name] as const));

/** Where two peers use one name for different losses, one of them has its own before it: "pml.TripletMarginLoss". */
function find(peer: Peer, name: string): ReturnType<typeof resolveLoss> {
  try {
    return resolveLoss(`${peer}.${name}`);
  } catch {
    return resolveLoss(name);
  }
}

test.each(cases)("%s: %s", (peer, name) => {
  expect(Object.keys(find(peer, name).info.reference)).toContain(peer);
});
