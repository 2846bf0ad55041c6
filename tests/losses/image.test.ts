import { describe, test } from "vitest";
import cases from "../fixtures/image.json" with { type: "json" };
import { expectCase } from "./cases.ts";

describe("losses of images as scikit-image, SciPy and PyTorch compute them, in float64", () => {
  test.each(cases.map((each) => [each.id, each] as const))("%s", (_, each) => expectCase(each));
});
