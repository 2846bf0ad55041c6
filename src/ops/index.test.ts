import { expect, test } from "vitest";
import * as index from "./index.ts";

/** Exported for other files of the package, not for its users. */
const internal = [
  "convInputGradient",
  "convMaxPool",
  "convWeightGradient",
  "reducedCount",
  "reducedShape",
  "sumTo",
  "unreduce",
  "upsampleNearest",
];

const modules = import.meta.glob<Readonly<Record<string, unknown>>>(
  ["./*.ts", "!./*.{samples,test}.ts", "!./{index,support,window,*-lowering}.ts"],
  { eager: true },
);
const functions = Object.values(modules).flatMap((module) =>
  Object.entries(module).flatMap(([name, value]) => (typeof value === "function" ? [name] : [])),
);

test("the index exports every op function that is not internal, and nothing else", () => {
  const expected = functions.filter((name) => !internal.includes(name));
  expect(Object.keys(index).sort()).toEqual(expected.sort());
  expect(internal.filter((name) => !functions.includes(name))).toEqual([]);
});
