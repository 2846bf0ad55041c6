import { expect, test } from "vitest";
import { drawData, variantsOf } from "../../tests/losses/draw.ts";
import { checkLossData } from "./check-data.ts";
import { lossEntries } from "./index.ts";

test.each(lossEntries())("%s takes what its spec says it takes", (name, info) => {
  for (const options of variantsOf(info))
    for (const seed of [1, 2])
      expect(() => checkLossData(name, info, options, drawData(info, options, { seed }))).not.toThrow();
});
