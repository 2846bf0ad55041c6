/** Compiles src/ into dist/ when something changed since the last time. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { bin, commandLine, root } from "./paths.mjs";

const stamp = join(root, "node_modules/.cache/lossmith/built");
const dist = join(root, "dist");
// Compiled here first: a failed build leaves the last good one in place, and two at once do not meet.
const next = join(root, `dist.next-${process.pid}`);

/** Returns whether anything had to be compiled. Throws with the compiler's words. */
export function build() {
  const now = fingerprint();
  if (existsSync(dist) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return false;
  rmSync(next, { recursive: true, force: true });
  const args = ["-p", "tsconfig.build.json", "--outDir", next];
  const { status, stdout, stderr } = spawnSync(bin("tsc"), args, { cwd: root, encoding: "utf8" });
  if (status !== 0) {
    rmSync(next, { recursive: true, force: true });
    throw new Error(`tsc -p tsconfig.build.json failed\n${stdout}${stderr}`.trim());
  }
  rmSync(dist, { recursive: true, force: true });
  try {
    renameSync(next, dist);
  } catch (error) {
    // Another build finished between the two lines: its result is the same.
    if (!existsSync(dist)) throw error;
    rmSync(next, { recursive: true, force: true });
  }
  if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}

/** Contents, not times: a checkout or a revert must not confuse it. */
function fingerprint() {
  const src = join(root, "src");
  const sources = existsSync(src) ? readdirSync(src, { recursive: true }).filter((path) => path.endsWith(".ts")) : [];
  if (sources.length === 0) throw new Error("src/ holds no TypeScript files, there is nothing to build");
  const inputs = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
  const hash = createHash("sha256");
  for (const path of [...inputs, ...sources.sort().map((path) => join("src", path))]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}
