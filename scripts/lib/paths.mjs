/** Where things are. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
export const commandLine = join(root, "dist/cli/main.js");

/** A command of an installed package. */
export function bin(name) {
  return join(root, "node_modules/.bin", name);
}
