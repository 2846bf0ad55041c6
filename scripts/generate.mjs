/** Writes every generated file, or with --check says which are stale. A generator is a file in scripts/generators. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/install.mjs";
import { root } from "./lib/paths.mjs";

ensureInstalled();
const folder = join(root, "scripts/generators");
const check = process.argv.includes("--check");

let stale = 0;
// In the order of their names: what a later one reads, an earlier one has written.
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  const { generate, folders = [] } = await import(pathToFileURL(join(folder, file)).href);
  const files = await generate(root);
  for (const owned of folders) await removeOthers(owned, files);
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    const present = await readFile(target, "utf8").catch(() => undefined);
    if (present === text) continue;
    if (check) {
      console.error(`stale: ${path} (npm run generate writes it)`);
      stale++;
    } else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
      console.log(`wrote ${path}`);
    }
  }
}

/** Drops what lies in a generated folder and is not generated any more. */
async function removeOthers(owned, files) {
  const present = await readdir(join(root, owned), { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of present.filter((each) => each.isFile())) {
    const path = relative(root, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/");
    if (path in files) continue;
    if (check) {
      console.error(`stale: ${path} is not generated any more`);
      stale++;
    } else {
      await rm(join(root, path));
      console.log(`removed ${path}`);
    }
  }
}

process.exitCode = stale > 0 ? 1 : 0;
