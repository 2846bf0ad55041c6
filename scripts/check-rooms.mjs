/**
 * Checks the shape of src/: room order, import cycles, file lengths, and that only one room knows ONNX Runtime.
 * Usage: node scripts/check-rooms.mjs [folder, default src]
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import { codeLines, importsOf } from "./lib/imports.mjs";
import { root } from "./lib/paths.mjs";
import { aliases, entryFiles, limits, longFiles, onnxRuntimeRoom, rooms } from "./rooms.mjs";

const folder = resolve(process.argv[2] ?? join(root, "src"));
const level = new Map(rooms.flatMap((names, index) => names.map((name) => [name, index])));
const lastRoom = rooms.at(-1)[0];
const problems = [];

const files = readFiles(folder);
if (files.size === 0) problems.push(`${folder}: no TypeScript files to check`);
for (const [path, source] of files) {
  checkPlace(path);
  checkLength(path, source);
  for (const each of importsOf(source)) checkImport(path, each);
}
checkCycles();
for (const path of Object.keys(longFiles)) {
  const lines = countLines(files.get(path) ?? "");
  if (folder === join(root, "src") && lines <= limits.linesOfFile) {
    problems.push(`scripts/rooms.mjs: ${path} no longer needs its place in longFiles`);
  }
}

for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${files.size} files, every import points up`);
process.exitCode = problems.length === 0 ? 0 : 1;

function readFiles(from) {
  if (!existsSync(from)) return new Map();
  const paths = readdirSync(from, { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(from, path), "utf8")]));
}

function checkPlace(path) {
  if (!entryFiles.includes(path) && !level.has(roomOf(path))) {
    problems.push(`${path}: belongs to no room; the rooms are listed in scripts/rooms.mjs`);
  }
}

function checkLength(path, source) {
  if (path.endsWith(".gen.ts")) return;
  const lines = countLines(source);
  if (lines > limits.linesOfFile && !(path in longFiles)) {
    problems.push(
      `${path}: ${lines} lines, the limit is ${limits.linesOfFile}; split it, or give a reason in scripts/rooms.mjs`,
    );
  }
  if (/^losses\/[^/]+\/[^/]+\.ts$/.test(path) && !isTest(path) && codeLines(source) > limits.codeLinesOfLoss) {
    problems.push(`${path}: ${codeLines(source)} lines of code, the limit for a loss is ${limits.codeLinesOfLoss}`);
  }
}

function checkImport(path, { specifier, line }) {
  const at = `${path}:${line}`;
  if (specifier.startsWith("onnxruntime-") && roomOf(path) !== onnxRuntimeRoom) {
    problems.push(`${at}: imports ${specifier}; only src/${onnxRuntimeRoom}/ knows ONNX Runtime`);
  }
  if (isTest(path)) return;
  for (const target of targetsOf(path, specifier)) {
    if (isTest(target)) problems.push(`${at}: imports ${target}, which is a test`);
    else if (!mayImport(path, target)) problems.push(`${at}: imports ${target}; ${reason(path, target)}`);
  }
}

function mayImport(path, target) {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (entryFiles.includes(path)) return to !== lastRoom;
  if (!level.has(from) || from === to) return true; // a file without a room is reported once, by checkPlace
  return level.has(to) && level.get(to) < level.get(from);
}

function reason(path, target) {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (entryFiles.includes(path)) return `${path} must not know ${lastRoom}/`;
  if (entryFiles.includes(target)) return "rooms import files, not the package's entry";
  if (level.get(from) === level.get(to)) return `${from}/ and ${to}/ are neighbours and do not know each other`;
  return `${from}/ comes before ${to}/ and must not know it`;
}

/** Files of `folder` that an import leads to; none for a package. */
function targetsOf(path, specifier) {
  if (specifier in aliases) return aliases[specifier];
  if (!specifier.startsWith(".")) return [];
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  return target.startsWith("../") ? [] : [target];
}

/** Cycles of value imports. Type imports vanish when compiled, so two files may name each other's types. */
function checkCycles() {
  const state = new Map();
  const trail = [];
  const visit = (path) => {
    if (state.get(path) === "done" || !files.has(path)) return;
    if (state.get(path) === "open") {
      problems.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(" -> ")}`);
      return;
    }
    state.set(path, "open");
    trail.push(path);
    for (const { specifier, typeOnly } of importsOf(files.get(path))) {
      if (!typeOnly) for (const target of targetsOf(path, specifier)) visit(target);
    }
    trail.pop();
    state.set(path, "done");
  };
  for (const path of files.keys()) visit(path);
}

function roomOf(path) {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : dirname(path);
}

function isTest(path) {
  return /\.(test|samples)\.ts$/.test(path);
}

function countLines(source) {
  return source === "" ? 0 : source.replace(/\n$/, "").split("\n").length;
}
