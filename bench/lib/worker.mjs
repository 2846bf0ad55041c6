/** The parent's side: processes that answer requests one at a time, so that competitors can take turns. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const running = new Set();

/** Ends every worker that is still there: after an error the process could not end otherwise. */
export async function stopWorkers() {
  await Promise.all([...running].map((worker) => worker.stop()));
}

/**
 * Starts a worker. `ask` sends a request and resolves with the answer; it rejects when the worker says so, ends, or takes
 * longer than `limitSeconds` (the worker is then ended).
 */
export function startWorker(file, args, { env = {}, limitSeconds = 120 } = {}) {
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  let waiting;
  const settle = (kind, value) => {
    const current = waiting;
    waiting = undefined;
    current?.[kind](value);
  };
  child.stderr.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-2000);
  });
  child.stdin.on("error", () => undefined); // the close event says why
  child.on("error", (error) => settle("reject", error));
  child.on("close", (code, signal) => settle("reject", new Error(`ended (${signal ?? code}): ${lastLine(errors)}`)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line);
    if (answer.error === undefined) settle("resolve", answer);
    else settle("reject", new Error(lastLine(answer.error)));
  });

  const worker = {
    ask(command, request = {}) {
      const answer = new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
      if (child.exitCode !== null) settle("reject", new Error(`ended: ${lastLine(errors)}`));
      else child.stdin.write(`${JSON.stringify({ command, ...request })}\n`);
      const limit = setTimeout(() => {
        settle("reject", new Error(`no answer within ${limitSeconds} s`));
        child.kill("SIGKILL");
      }, limitSeconds * 1000);
      return answer.finally(() => clearTimeout(limit));
    },
    async stop() {
      running.delete(worker);
      child.stdin.end();
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once("close", resolve));
      await Promise.race([gone, sleep(2000)]);
      child.kill("SIGKILL");
    },
  };
  running.add(worker);
  return worker;
}

function lastLine(text) {
  return text.trim().split("\n").at(-1).slice(0, 300);
}
