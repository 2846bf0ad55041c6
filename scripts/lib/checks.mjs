/** Runs named checks one after the other, prints each result, and counts. */
import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/** A check that cannot run here. Counted as skipped, never as passed. */
export class NotRun extends Error {}

/** A failure that has counts of its own: a test run. */
export class TestsFailed extends Error {
  constructor(message, counts) {
    super(message);
    this.counts = counts;
  }
}

/** Runs a command; its output is shown only when it fails. */
export function command(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${output.trim()}\n${[file, ...args].join(" ")}: ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** Runs a command with its output passed through; returns its exit code. A command that hangs is ended. */
export function passThrough(file, args, { env = {}, limitMinutes = 25 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const limit = setTimeout(() => {
      console.log(`Ended after ${limitMinutes} minutes: it hangs.`);
      child.kill("SIGTERM"); // lets it close its browser
      setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
    }, limitMinutes * 60_000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

/**
 * A check is `{ name, run }`; `run` returns nothing (one check passed) or the counts of a test run, or throws.
 * Returns the results for `summary`.
 */
export async function runChecks(checks) {
  const results = [];
  for (const { name, run } of checks) {
    console.log(`\n--- ${name}`);
    const start = performance.now();
    const result = await outcome(run);
    const seconds = (performance.now() - start) / 1000;
    results.push({ name, seconds, ...result });
    if (result.message) console.log(result.message);
    console.log(`${label(result)}: ${name}, ${seconds.toFixed(1)} s`);
  }
  return results;
}

async function outcome(run) {
  const none = { passed: 0, failed: 0, skipped: 0 };
  try {
    return { ...none, passed: 1, ...(await run()) };
  } catch (error) {
    if (error instanceof NotRun) return { ...none, skipped: 1, message: `NOT RUN: ${error.message}` };
    if (error instanceof TestsFailed) return { ...none, ...error.counts, message: error.message };
    return { ...none, failed: 1, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The table and, alone on the last line, the count. */
export function summary(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const table = results.map((result) => {
    const counts = `${result.passed} ok${result.failed ? `, ${result.failed} not ok` : ""}${result.skipped ? `, ${result.skipped} not run` : ""}`;
    return `${label(result).padEnd(7)}  ${result.name.padEnd(width)}  ${result.seconds.toFixed(1).padStart(6)} s  ${counts}`;
  });
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total("skipped") > 0 ? `, ${total("skipped")} skipped` : "";
  return `\n${table.join("\n")}\n\n${total("passed")} passed, ${total("failed")} failed${skipped}`;
}

function label({ passed, failed }) {
  if (failed > 0) return "FAILED";
  return passed > 0 ? "ok" : "NOT RUN";
}
