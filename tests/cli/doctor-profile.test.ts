/** `lossmith doctor` and `lossmith profile`, in this process. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageFolder } from "./cli.ts";
import { run } from "./in-process.ts";

let temp: string;
let images: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), "lossmith-doctor-"));
  images = await imageFolder(join(temp, "images"), 40);
});
afterAll(() => rm(temp, { recursive: true, force: true }));

async function settings(name: string, given: Readonly<Record<string, unknown>>): Promise<string> {
  const file = join(temp, name);
  await writeFile(file, JSON.stringify({ data: images, model: "mlp", batchSize: 8, epochs: 20, ...given }));
  return file;
}

interface Diagnosed {
  readonly passed: boolean;
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
}

describe("lossmith doctor", { timeout: 120_000 }, () => {
  test("a learning rate a thousand times too high is found, with a page about it and exit code 1", async () => {
    const file = await settings("high.json", { optimizer: "sgd", learningRate: 1000, schedule: "constant" });
    const { code, printed, errors } = await run("doctor", file, "--json");
    expect(code, errors).toBe(1);
    const { passed, findings } = JSON.parse(printed) as Diagnosed;
    expect(passed).toBe(false);
    expect(findings.map(({ rule }) => rule)).toContain("learning-rate-too-high");
    const page = await readFile(join(import.meta.dirname, "../../docs/doctor/learning-rate-too-high.md"), "utf8");
    expect(page).toContain("learning-rate-too-high");
    const { printed: text, code: again } = await run("doctor", file);
    expect(again).toBe(1);
    expect(text).toContain("learning-rate-too-high");
  });

  test("a finished run is looked at with its weights", async () => {
    const out = join(temp, "run");
    const task = ["--data", images, "--model", "mlp", "--batch-size", "8"];
    expect((await run("train", ...task, "--epochs", "6", "--out", out)).code).toBe(0);
    const { code, printed, errors } = await run("doctor", out, "--json");
    const { findings } = JSON.parse(printed) as Diagnosed;
    expect(errors).toBe("");
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(code).toBe(0);
  });

  test("what is no run is said, and --no-probe takes no step", async () => {
    const missing = await run("doctor", join(temp, "nothing"));
    expect(missing).toMatchObject({ code: 1, printed: "" });
    expect(missing.errors).toMatch(/expected a run folder, or a file of settings in JSON/);
    const file = await settings("still.json", { optimizer: "sgd", learningRate: 1000, schedule: "constant" });
    const { printed } = await run("doctor", file, "--no-probe", "--json");
    expect((JSON.parse(printed) as Diagnosed).findings.map(({ rule }) => rule)).not.toContain("learning-rate-too-high");
  });
});

describe("lossmith profile", { timeout: 120_000 }, () => {
  test("tells where the time goes and writes a trace", async () => {
    const trace = join(temp, "trace.json");
    const task = ["--data", images, "--model", "mlp", "--batch-size", "8", "--steps", "3"];
    const { code, printed, errors } = await run("profile", ...task, "--trace", trace, "--json");
    expect(code, errors).toBe(0);
    const report = JSON.parse(printed) as Readonly<Record<string, unknown>>;
    expect(Object.keys(report).length).toBeGreaterThan(3);
    const { traceEvents } = JSON.parse(await readFile(trace, "utf8")) as { traceEvents: readonly unknown[] };
    expect(traceEvents.length).toBeGreaterThan(10);
    const text = (await run("profile", ...task)).printed;
    for (const part of ["forward", "backward", "update", "JavaScript"]) expect(text).toContain(part);
  });

  test("names that do not exist are bad usage", async () => {
    const { code, errors } = await run("profile", "--loss", "hubber");
    expect(code).toBe(2);
    expect(errors).toMatch(/hubber.*huber/s);
  });
});
