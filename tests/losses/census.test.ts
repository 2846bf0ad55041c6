import { expect, test } from "vitest";
import { type Peer, peers } from "../../src/losses/spec.ts";
import { type FoundLoss, lossEntries, resolveLoss } from "../../src/registry/index.ts";
import census from "../fixtures/census.json" with { type: "json" };

// What the peers offer, row by row of a survey of their sources; `peers` have it as a loss or by an option of another.

test.each(census.map((each) => [each.row, each] as const))("%s", (_, { losses, peers: theirs }) => {
  const found = losses.map((name) => resolveLoss(name));
  expect(found.map(({ name }) => name)).toEqual(losses);
  const covered = found.flatMap(({ info }) => Object.keys(info.reference));
  for (const peer of theirs) {
    expect(Object.keys(peers)).toContain(peer);
    expect(covered, peer).toContain(peer);
  }
});

const counterparts = lossEntries().flatMap(([loss, info]) =>
  Object.entries(info.reference).map(([peer, theirs]) => {
    const name = typeof theirs === "string" ? theirs : theirs.name;
    return [loss, peer as Peer, name.replace(/^(nn|losses)\./, "").replace(/\(.*$/, "")] as const;
  }),
);

/** The losses of ours that a peer's name finds: also with the peer's name before it, where two peers use one name. */
function findAll(peer: Peer, name: string): readonly FoundLoss[] {
  return [`${peer}.${name}`, name].flatMap((each) => {
    try {
      return [resolveLoss(each)];
    } catch {
      return [];
    }
  });
}

test.each(counterparts)("%s: the name in %s, %s, finds a loss of that peer", (_, peer, name) => {
  const found = findAll(peer, name);
  expect(found.length).toBeGreaterThan(0);
  expect(found.some(({ info }) => peer in info.reference)).toBe(true);
});
