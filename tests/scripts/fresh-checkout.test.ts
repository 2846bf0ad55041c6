import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importsOf } from "../../scripts/lib/imports.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Packages that loading a file asks for, by itself or through the files it imports. */
function packagesOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  return importsOf(readFileSync(path, "utf8"))
    .filter(({ lazy }) => !lazy)
    .flatMap(({ specifier }) => {
      if (specifier.startsWith("node:")) return [];
      return specifier.startsWith(".") ? packagesOf(join(dirname(path), specifier), seen) : [`${path}: ${specifier}`];
    });
}

const commands: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
const entries = Object.values(commands).flatMap((command) => /^node (scripts\/\S+)/.exec(command)?.slice(1) ?? []);

test("the commands are found, and the walk sees packages", () => {
  expect(entries).toContain("scripts/test.mjs");
  expect(packagesOf(join(root, "scripts/lib/bundle.mjs"))).toContainEqual(expect.stringContaining("vite"));
});

test.each(entries)("%s starts where nothing is installed", (entry) => {
  expect(packagesOf(join(root, entry))).toEqual([]);
});
