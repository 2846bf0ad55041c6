/** Options of `lossmith train` beyond the data and the network, in this process. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/training/files/safetensors.ts";
import { imageFolder } from "./cli.ts";
import { run } from "./in-process.ts";

let temp: string;
let images: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), "lossmith-options-"));
  images = await imageFolder(join(temp, "images"));
});
afterAll(() => rm(temp, { recursive: true, force: true }));

/** Trains on the images. */
function train(out: string, ...options: string[]): ReturnType<typeof run> {
  const given = ["--data", images, "--model", "mlp", "--batch-size", "8", "--out", join(temp, out)];
  return run("train", ...given, ...options);
}

async function linesOf(out: string): Promise<Record<string, number>[]> {
  const text = await readFile(join(temp, out, "metrics.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, number>);
}

test("schedules, clipping, accumulation, averages and event files", async () => {
  const options = [
    "--schedule",
    "linear",
    "--clip",
    "1",
    "--accumulate",
    "2",
    "--ema",
    "0.9",
    "--tensorboard",
    join(temp, "events"),
  ];
  const { code, printed, errors } = await train("all", "--epochs", "2", ...options, "--json");
  expect(code, errors).toBe(0);
  // 32 examples, 16 for each update.
  expect(JSON.parse(printed)).toMatchObject({ steps: 4, epochs: 2 });
  const rates = (await linesOf("all")).filter((line) => "valLoss" in line).map(({ learningRate }) => learningRate);
  expect(rates[0]).toBeCloseTo(0.003 * (3 / 4), 9);
  expect(rates[1]).toBeCloseTo(0.003 / 4, 9);
  expect((await readdir(join(temp, "events"))).sort()).toEqual(["train", "validation"]);
  // What is written is what was evaluated: the average.
  const { testLoss } = JSON.parse(printed) as { testLoss: number };
  const again = await run("evaluate", join(temp, "all"), "--json");
  expect(again.code).toBe(0);
  const evaluated = JSON.parse(again.printed.trimEnd().split("\n").at(-1) as string) as Record<string, number>;
  expect(Object.values(evaluated)).toContainEqual(expect.closeTo(testLoss, 5));
});

test("patience ends it at the best epoch", async () => {
  const options = ["--patience", "1", "--schedule", "constant", "--learning-rate", "0.5", "--optimizer", "adam"];
  const { code, printed, errors } = await train("patient", "--epochs", "40", ...options, "--json");
  expect(code, errors).toBe(0);
  const losses = (await linesOf("patient")).filter((line) => "valLoss" in line).map(({ valLoss }) => valLoss as number);
  expect(losses.length).toBeLessThan(40);
  const { testLoss, epochs } = JSON.parse(printed) as { testLoss: number; epochs: number };
  expect(epochs).toBe(losses.length);
  expect(testLoss).toBe(Math.min(...losses));
});

test("a bad number ends it with 1, its cause, and the weights from before", async () => {
  const options = ["--optimizer", "sgd", "--learning-rate", "1e18", "--schedule", "constant", "--loss", "mse"];
  const { code, errors } = await train("bad", "--epochs", "50", ...options, "--loss-option", "reduction=sum");
  expect(code).toBe(1);
  expect(errors).toMatch(/training failed .*; weights and figures so far are in/);
  expect(errors).toMatch(/training: expected finite numbers, got .* \[NON_FINITE\]/);
  const { tensors } = decodeSafetensors(await readFile(join(temp, "bad", "weights.safetensors")));
  for (const { data } of Object.values(tensors))
    expect(Array.from(data as Float32Array).every(Number.isFinite)).toBe(true);
});

test.each([
  [["--ema", "1"], /--ema: expected a number between 0 and 1, got "1"/],
  [["--schedule", "cosin"], /did you mean "cosine"/],
  [["--patience", "0"], /--patience: expected a whole number above 0/],
])("%s is not understood", async (options, text) => {
  const { code, errors } = await train("wrong", ...options);
  expect(code).toBe(2);
  expect(errors).toMatch(text);
});
