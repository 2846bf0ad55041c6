/**
 * npm run examples [-- NAME... --short]: runs the examples (the named ones) anew; the full form renews their results.json, tables and
 * pictures. npm run -s examples -- --list --json: what there is.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "./lib/build.mjs";
import { examples } from "./lib/example-folders.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";

main(() => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
      seed: { type: "string" },
    },
  });
  const all = examples();
  const unknown = positionals.filter((name) => !all.some((each) => each.name === name));
  if (unknown.length > 0)
    throw new Error(`unknown example ${unknown.join(", ")}; known: ${all.map(({ name }) => name).join(", ")}`);
  const chosen = positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name));
  if (values.list) return print(chosen, values.json);
  ensureInstalled();
  build();
  const failed = [];
  for (const { name, program } of chosen) {
    console.log(`\n--- ${name}`);
    const args = [program, ...(values.short ? ["--short"] : []), ...(values.seed ? ["--seed", values.seed] : [])];
    if (spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join(", ")}`);
});

function print(chosen, json) {
  if (json)
    console.log(JSON.stringify(chosen.map(({ name, title, summary, command }) => ({ name, title, summary, command }))));
  else for (const { name, summary } of chosen) console.log(`${name.padEnd(24)} ${summary}`);
}
