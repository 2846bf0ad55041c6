/** Installs the dependencies when they are missing or differ from package-lock.json. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Prints nothing on standard output, so commands that write JSON there stay readable. */
export function ensureInstalled() {
  requireNode(20, 19);
  if (isInstalled()) return;
  console.error("Installing dependencies (npm ci) ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, stdout, stderr, error } = spawnSync(npm, ["ci", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    const output = [error?.message, stderr, stdout].filter(Boolean).join("\n").trim();
    throw new Error(`npm ci failed in ${root}; is the npm registry reachable?\n${output}`);
  }
}

/**
 * npm keeps what it installed in node_modules/.package-lock.json. Contents are compared, not times: a checkout sets times
 * anew. Optional packages may be absent (other platforms), but one that is there must have the locked version.
 */
function isInstalled() {
  const locked = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules/.package-lock.json"));
  if (locked === undefined) throw new Error("package-lock.json is missing");
  if (installed === undefined) return false;
  for (const [path, { version, optional, devOptional }] of Object.entries(locked)) {
    if (path === "") continue;
    if (installed[path] === undefined ? !(optional || devOptional) : installed[path].version !== version) return false;
  }
  return Object.keys(installed).every((path) => path in locked && existsSync(join(root, path)));
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
}

function requireNode(major, minor) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new Error(`Node ${major}.${minor} or newer is needed, this is ${process.versions.node}`);
}
