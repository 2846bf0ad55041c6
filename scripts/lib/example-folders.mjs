/** The examples: the folders of examples/ that hold a program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** `{ name, folder, program, title, summary, command }` of each, in the order of their names. */
export function examples() {
  const folder = join(root, "examples");
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, folder: join(folder, name) }))
    .map((each) => ({
      ...each,
      program: ["main.mjs", "main.ts"].map((file) => join(each.folder, file)).find(existsSync),
    }))
    .filter(({ program }) => program !== undefined)
    .map((each) => {
      const [, title = each.name, summary = ""] =
        /^# (.*)\n\n([\s\S]*?)\n\n/.exec(readFileSync(join(each.folder, "README.md"), "utf8")) ?? [];
      return { ...each, title, summary: summary.replaceAll("\n", " "), command: `npm run examples -- ${each.name}` };
    });
}
