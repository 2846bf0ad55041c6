import type { Origin } from "../core/origin.ts";
import type { Tensor } from "../core/tensor.ts";
import { nodesOf } from "../rewrite/graph.ts";

/** Says which term the nodes of a loss belong to, those that belong to one alone. */
export function labelTerms(terms: Readonly<Record<string, Tensor>>, origin: Origin): void {
  const owners = new Map<object, string | undefined>();
  for (const [term, value] of Object.entries(terms))
    for (const node of nodesOf([value]))
      if (node.origin === origin) owners.set(node, owners.has(node) ? undefined : term);
  const labels = new Map(Object.keys(terms).map((term) => [term, { ...origin, term }]));
  for (const value of Object.values(terms))
    for (const node of nodesOf([value])) {
      const owner = owners.get(node);
      if (owner !== undefined) node.origin = labels.get(owner);
    }
}
