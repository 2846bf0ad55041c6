import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { build } from "../../scripts/lib/build.mjs";
import { lossmith } from "./cli.ts";

vi.setConfig({ testTimeout: 60_000 });

let temp: string;
beforeAll(async () => {
  build();
  temp = await mkdtemp(join(tmpdir(), "lossmith-plot-"));
}, 120_000);
afterAll(() => rm(temp, { recursive: true, force: true }));

test("losses with options as an SVG, and as a PNG of twice its size, in a folder that is made", async () => {
  const svg = join(temp, "new", "losses.svg");
  expect(await lossmith(["plot", "mse", "huber:delta=0.5", "--from", "-2", "--to", "4", "--out", svg])).toMatchObject({
    code: 0,
    stdout: `${svg}\n`,
  });
  const text = await readFile(svg, "utf8");
  expect(text).toContain(">huber, delta 0.5<");
  const png = join(temp, "losses.png");
  expect((await lossmith(["plot", "mse", "mae", "--out", png])).code).toBe(0);
  expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 1440 });
});

test("what cannot be drawn is bad usage", async () => {
  const out = join(temp, "x.svg");
  for (const [args, said] of [
    [["hubber", "--out", out], /did you mean "huber"/],
    [["huber:detla=1", "--out", out], /delta/],
    [["huber", "--out", join(temp, "x.gif")], /\.svg or \.png/],
    [["huber", "--from", "3", "--to", "1", "--out", out], /from below to/],
    [["huber"], /--out/],
  ] as const) {
    const { code, stderr } = await lossmith(["plot", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain("    at ");
  }
});
