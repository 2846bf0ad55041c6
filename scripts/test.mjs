/**
 * npm test: every check, each with its result and time; the last line counts them.
 * While developing: npm test -- --only types,lint,node (names below; `package` and `browser` stand for their members).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "./lib/build.mjs";
import { command, NotRun, runChecks, summary } from "./lib/checks.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { provideFfmpeg } from "./lib/debian.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { bin, root } from "./lib/paths.mjs";
import { packAndUse } from "./lib/smoke.mjs";
import { runProject } from "./lib/vitest.mjs";

const inCi = !["", "0", "false"].includes(process.env.CI ?? "");
const generator = join(root, "scripts/generate.mjs");

const checks = [
  { name: "types", run: () => quietly(bin("tsc"), ["--noEmit"]) },
  { name: "lint", run: () => quietly(bin("biome"), ["ci", "--error-on-warnings", "--colors=off"]) },
  { name: "rooms", run: () => quietly(process.execPath, ["scripts/check-rooms.mjs"]) },
  { name: "generated", run: () => quietly(process.execPath, [generator, "--check"]), absent: !existsSync(generator) },
  { name: "build", run: () => void build() },
  { name: "publint", group: "package", run: () => built(bin("publint"), ["--strict"]) },
  { name: "attw", group: "package", run: () => built(bin("attw"), ["--pack", ".", "--profile", "esm-only"]) },
  { name: "knip", group: "package", run: () => quietly(bin("knip"), []) },
  { name: "bundle", group: "package", run: buildAndBundle },
  { name: "smoke", group: "package", run: buildPackAndUse },
  { name: "node", run: inNode },
  { name: "chromium-wasm", group: "browser", run: () => inChromium("chromium-wasm") },
  { name: "chromium-webgpu", group: "browser", run: () => inChromium("chromium-webgpu") },
].filter(({ absent }) => !absent);

const results = await runChecks([{ name: "install", run: ensureInstalled }]);
if (results[0].failed === 0) results.push(...(await runChecks(selected())));
console.log(summary(results));
process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;

function selected() {
  const at = process.argv.findIndex((arg) => arg === "--only" || arg.startsWith("--only="));
  if (at < 0) return checks;
  const list = process.argv[at].split("=")[1] ?? process.argv[at + 1] ?? "";
  const names = list.split(",").filter(Boolean);
  const known = new Set(checks.flatMap(({ name, group }) => (group ? [name, group] : [name])));
  const unknown = names.filter((name) => !known.has(name));
  if (names.length === 0 || unknown.length > 0) {
    return [
      {
        name: "--only",
        run: () => reject(`unknown: ${unknown.join(", ") || "nothing"}; known: ${[...known].join(", ")}`),
      },
    ];
  }
  return checks.filter(({ name, group }) => names.includes(name) || names.includes(group));
}

function inNode() {
  provideFfmpeg();
  return runProject("node");
}

async function quietly(file, args) {
  await command(file, args);
}

async function built(file, args) {
  build();
  await command(file, args);
}

/** Nothing is installed when this file is loaded, so what imports packages is loaded when its turn comes. */
async function buildAndBundle() {
  build();
  const { checkBundles } = await import("./lib/bundle.mjs");
  return checkBundles();
}

function buildPackAndUse() {
  build();
  return packAndUse();
}

/** On a developer's machine a missing browser is said loudly; in CI it is a failure. */
function inChromium(project) {
  let browser;
  try {
    browser = ensureChromium();
  } catch (error) {
    throw inCi ? error : new NotRun(`no browser. ${error.message}`);
  }
  return runProject(project, { LOSSMITH_CHROMIUM: browser });
}

function reject(message) {
  throw new Error(message);
}
