import { test } from "vitest";
import fixtures from "../fixtures/regression.json" with { type: "json" };
import { expectCase } from "./cases.ts";

// Values of each example and, of PyTorch, gradients of their sum; SciPy has none: scripts/fixtures/regression.py.

test.each(fixtures.cases.map((each, i) => [`${i}: ${each.loss} ${JSON.stringify(each.params)}`, each] as const))(
  "%s",
  (id, { source, gradients, ...each }) => {
    const known = { id, ...each, gradients: Object.keys(gradients).length === 0 ? undefined : gradients };
    return expectCase({ ...known, reduction: "none" }, source.includes("1e-6") ? 1e-6 : 1e-10);
  },
);
