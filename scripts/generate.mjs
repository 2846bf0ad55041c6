/** Writes every generated file, or with --check says which are stale. A generator is a file in scripts/generators. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "scripts/generators");
const check = process.argv.includes("--check");

let stale = 0;
// In the order of their names: what a later one reads, an earlier one has written.
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  const { generate } = await import(pathToFileURL(join(folder, file)).href);
  for (const [path, text] of Object.entries(await generate(root))) {
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
process.exitCode = stale > 0 ? 1 : 0;
