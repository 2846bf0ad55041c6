/** `lossmith landscape`, in this process. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { imageFolder } from "./cli.ts";
import { run } from "./in-process.ts";

let temp: string;
let first: string;
let second: string;
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), "lossmith-landscape-"));
  const images = await imageFolder(join(temp, "images"), 20, 8);
  [first, second] = [join(temp, "first"), join(temp, "second")];
  for (const [i, out] of [first, second].entries()) {
    const task = ["--data", images, "--model", "mlp", "--batch-size", "8", "--epochs", String(1 + 2 * i)];
    const { code, errors } = await run("train", ...task, "--out", out);
    expect(code, errors).toBe(0);
  }
}, 120_000);
afterAll(() => rm(temp, { recursive: true, force: true }));

interface Printed {
  readonly axes: readonly number[][];
  readonly loss: readonly number[];
  readonly centre: { readonly at: readonly number[]; readonly loss: number };
  readonly start: { readonly loss: number };
  readonly end: { readonly loss: number };
  readonly barrier: number;
}

const lossOf = async (folder: string): Promise<number> =>
  (JSON.parse((await run("evaluate", folder, "--part", "train", "--json")).printed) as { loss: number }).loss;

test("a plane as contours, with the run in its middle; the run stays as it is", { timeout: 120_000 }, async () => {
  const weights = await readFile(join(first, "weights.safetensors"));
  const out = join(temp, "new", "plane.png");
  const { code, printed, errors } = await run("landscape", first, "--steps", "5", "--out", out, "--json");
  expect(code, errors).toBe(0);
  const { axes, loss, centre } = JSON.parse(printed) as Printed;
  expect(axes).toEqual([
    [-1, -0.5, 0, 0.5, 1],
    [-1, -0.5, 0, 0.5, 1],
  ]);
  expect(loss).toHaveLength(25);
  expect(centre.at).toEqual([0, 0]);
  expect(centre.loss).toBeCloseTo(await lossOf(first), 6);
  expect(centre.loss).toBe(loss[12]);
  expect(await sharp(out).metadata()).toMatchObject({ format: "png", width: 2 * 544, height: 880 });
  expect(await readFile(join(first, "weights.safetensors"))).toEqual(weights);
});

test("a line, and the way from one run to another", { timeout: 120_000 }, async () => {
  const out = join(temp, "line.svg");
  const line = await run("landscape", first, "--directions", "1", "--steps", "3", "--range", "0.5", "--out", out);
  expect(line.code, line.errors).toBe(0);
  for (const part of ["centre", "lowest", "highest", "flat", out]) expect(line.printed).toContain(part);
  expect(await readFile(out, "utf8")).toContain(">accuracy<");
  const between = await run("landscape", first, "--between", second, "--steps", "7", "--json");
  expect(between.code, between.errors).toBe(0);
  const { axes, loss, start, end, barrier } = JSON.parse(between.printed) as Printed;
  expect(axes[0]).toEqual([-0.25, 0, 0.25, 0.5, 0.75, 1, 1.25]);
  expect(start.loss).toBeCloseTo(await lossOf(first), 6);
  expect(end.loss).toBeCloseTo(await lossOf(second), 6);
  expect(barrier).toBeGreaterThanOrEqual(0);
  expect(barrier).toBeLessThanOrEqual(Math.max(...loss));
});

test("what is not understood is bad usage; what is no run is an error", async () => {
  for (const [args, said] of [
    [["--out", "x.gif"], /\.svg or \.png/],
    [["--steps", "4"], /odd/],
    [["--directions", "3"], /known: 1, 2/],
    [["--between", second, "--range", "2"], /--range/],
    [["--range", "-1"], /above 0/],
  ] as const) {
    const { code, errors } = await run("landscape", first, ...args);
    expect(code).toBe(2);
    expect(errors).toMatch(said);
  }
  expect(await run("landscape", join(temp, "nothing"))).toMatchObject({ code: 1, printed: "" });
});
