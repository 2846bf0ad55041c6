import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ArgumentError, DataError, FileError, ShapeError } from "../../core/errors.ts";
import { readColumn } from "../check-labels.ts";
import { clips } from "./clips.ts";
import { saveVideo } from "./save-video.ts";

/** A white square, 8 by 8 pixels, that moves two pixels a frame to the right, from column 2, rows 8 to 15; 10 frames of 32 x 24. */
const square = fileURLToPath(new URL("../../../tests/fixtures/moving-square.mp4", import.meta.url));
const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
if (!hasFfmpeg) console.warn("ffmpeg is not installed: reading and writing of real video files is NOT tested here");

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lossmith-clips-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A clip of one grey value a frame: `first`, `first` + 1, ... */
const levels = (first: number, frames: number, channels = 1): { shape: number[]; data: Uint8Array } => ({
  shape: [channels, frames, 2, 2],
  data: Uint8Array.from({ length: channels * frames * 4 }, (_, i) => first + 100 * Math.floor(i / (4 * frames)) + (Math.floor(i / 4) % frames)), // biome-ignore format: one formula
});

const everyFourth = (values: ArrayLike<number>): number[] => Array.from(values).filter((_, i) => i % 4 === 0);

describe("clips of folders of images", () => {
  it("have a class for every sub-folder, and frames in the order of their numbers", async () => {
    await saveVideo(join(root, "images/walk/b"), levels(10, 11));
    await saveVideo(join(root, "images/walk/a"), levels(40, 3));
    await saveVideo(join(root, "images/run/a"), levels(70, 4));
    await writeFile(join(root, "images/run/notes.txt"), "no clip");
    const dataset = await clips(join(root, "images"), { frames: 3, size: 2, channels: 1 });
    expect(dataset).toMatchObject({ size: 3, classNames: ["run", "walk"] });
    expect(dataset.fields["x"]).toEqual({
      shape: [1, 3, 2, 2],
      dtype: "uint8",
      rescale: { scale: 1 / 255, offset: 0 },
    });
    expect(Array.from(await readColumn(dataset, "y"))).toEqual([0, 1, 1]);
    expect(everyFourth(await readColumn(dataset, "x"))).toEqual([70, 71, 72, 40, 41, 42, 10, 11, 12]);
    expect(everyFourth(await readColumn(dataset, "x", [2, 0]))).toEqual([10, 11, 12, 70, 71, 72]);

    const few = await clips([join(root, "images/walk/b")], { frames: 3, stride: 4, start: 2, size: 2, channels: 1 });
    expect(few.fields["y"]).toBeUndefined();
    expect(everyFourth(await readColumn(few, "x"))).toEqual([12, 16, 20]);
    const several = await clips(join(root, "images"), { frames: 1, start: [2, 0], size: 2, channels: 1 });
    expect(everyFourth(await readColumn(several, "x"))).toEqual([72, 70, 42, 40, 12, 10]);
    expect(Array.from(await readColumn(several, "y"))).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it("sort 9 before 10", async () => {
    await mkdir(join(root, "names"), { recursive: true });
    await saveVideo(join(root, "padded"), levels(0, 11));
    for (let i = 0; i < 11; i++)
      await copyFile(join(root, "padded", `${`${i}`.padStart(2, "0")}.png`), join(root, "names", `frame${i}.png`));
    const dataset = await clips([join(root, "names")], { frames: 11, size: 2, channels: 1 });
    expect(everyFourth(await readColumn(dataset, "x"))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("keep channels apart, and take several clips from one folder", async () => {
    const path = join(root, "colour");
    await saveVideo(path, levels(1, 4, 3));
    const [a, b] = [{ path, className: "early" }, { path, className: "late", start: 2 }]; // biome-ignore format: a pair
    const dataset = await clips([b, a, a], { frames: 2, size: 2 });
    expect(dataset.classNames).toEqual(["early", "late"]);
    expect(Array.from(await readColumn(dataset, "y"))).toEqual([1, 0, 0]);
    expect(everyFourth(await readColumn(dataset, "x", [0, 1]))).toEqual([3, 4, 103, 104, 203, 204, 1, 2, 101, 102, 201, 202]); // biome-ignore format: a row
  });

  it("are decoded anew without a cache", async () => {
    const path = join(root, "changing");
    await saveVideo(path, levels(5, 2));
    const dataset = await clips([path], { frames: 2, size: 2, channels: 1, cacheBytes: 0 });
    const kept = await clips([path], { frames: 2, size: 2, channels: 1 });
    for (const each of [dataset, kept]) expect(everyFourth(await readColumn(each, "x"))).toEqual([5, 6]);
    await saveVideo(path, levels(8, 2));
    expect(everyFourth(await readColumn(dataset, "x"))).toEqual([8, 9]);
    expect(everyFourth(await readColumn(kept, "x"))).toEqual([5, 6]);
  });

  it("are refused where they are short, missing or in part without a class", async () => {
    const path = join(root, "short");
    await saveVideo(path, levels(0, 4));
    await expect(clips([path], { frames: 3, stride: 2, size: 2 })).rejects.toThrow(
      `${path}: expected 3 images from number 0, one in 2, got 4 in all; lower frames, stride or start`,
    );
    await expect(clips([join(root, "none")], { size: 2 })).rejects.toThrow(FileError);
    await expect(clips([], { size: 2 })).rejects.toThrow(DataError);
    await expect(clips([path, { path, className: "a" }], { frames: 1, size: 2 })).rejects.toThrow("a className");
    await mkdir(join(root, "empty/a"), { recursive: true });
    await expect(clips(join(root, "empty"), { size: 2 })).rejects.toThrow('expected clips of class "a"');
    await expect(clips(join(root, "empty/a"), { size: 2 })).rejects.toThrow("one sub-folder of clips per class");
    await expect(clips([join(root, "empty/a")], { size: 2 })).rejects.toThrow("expected images");
    for (const wrong of [{ size: 0 }, { size: 2, frames: 1.5 }, { size: 2, start: -1 }, { size: 2, channels: 4 as 3 }])
      await expect(clips([path], wrong)).rejects.toThrow(ArgumentError);
  });
});

describe("clips of video files", () => {
  it("say what to install where there is no ffmpeg", async () => {
    const before = process.env["PATH"];
    process.env["PATH"] = root;
    try {
      const opened = clips([square], { size: 32 });
      await expect(opened).rejects.toThrow(DataError);
      await expect(opened).rejects.toThrow('got no program "ffmpeg"; install it (Debian and Ubuntu: apt-get install');
      await expect(saveVideo(join(root, "a.mp4"), levels(0, 2))).rejects.toThrow("brew install ffmpeg");
    } finally {
      process.env["PATH"] = before;
    }
    await expect(clips([square], { size: 32, ffmpeg: join(root, "no/ffmpeg") })).rejects.toThrow("no/ffmpeg");
    expect((await clips([square], { size: 32, ffmpeg: process.execPath })).size).toBe(1);
  });

  // A program of that name which gives as many bytes as frames are asked for, none for files called "bad".
  it.skipIf(process.platform === "win32")(
    "are read several in a process, and each alone where one is bad",
    async () => {
      const program = join(root, "fake-ffmpeg");
      const log = join(root, "fake.log");
      await writeFile(
        program,
        `#!${process.execPath}
const args = process.argv.slice(2);
if (args.includes("-version")) process.exit(0);
const files = args.filter((_, i) => args[i - 1] === "-i");
require("node:fs").appendFileSync(${JSON.stringify(log)}, files.length + "\\n");
for (const file of files) {
  if (/bad/.test(file)) { console.error(file + ": Invalid data found"); process.exit(1); }
  const first = Number(/(\\d+)\\.mp4/.exec(file)[1]);
  if (!/short/.test(file)) process.stdout.write(Buffer.from([first, first + 1]));
}
`,
      );
      await chmod(program, 0o755);
      const files = Array.from({ length: 70 }, (_, i) => join(root, `${i}.mp4`));
      for (const file of [...files, join(root, "bad1.mp4"), join(root, "short2.mp4")]) await writeFile(file, "x");
      const options = { frames: 2, size: 1, channels: 1, ffmpeg: program } as const;
      const dataset = await clips(files, options);
      expect(Array.from(await readColumn(dataset, "x"))).toEqual(files.flatMap((_, i) => [i, i + 1]));
      const processes = (await readFile(log, "utf8")).trim().split("\n").map(Number);
      expect(processes.reduce((a, b) => a + b)).toBe(70);
      expect(processes.length).toBeLessThan(70);
      const bad = await clips([...files.slice(0, 3), join(root, "bad1.mp4")], options);
      await expect(readColumn(bad, "x")).rejects.toThrow("bad1.mp4: expected a video, got 1 bytes that do not decode (Invalid data found)"); // biome-ignore format: a message
      expect(Array.from(await readColumn(bad, "x", [0, 1, 2]))).toEqual([0, 1, 1, 2, 2, 3]);
      const short = await clips([join(root, "short2.mp4")], options);
      await expect(readColumn(short, "x")).rejects.toThrow("expected 2 frames from number 0, got 0; lower frames");
    },
  );

  describe.skipIf(!hasFfmpeg)("by the real ffmpeg", () => {
    it("show what the file shows, frame for frame", async () => {
      const size = [24, 32] as const;
      const dataset = await clips([square, { path: square, start: 4 }], { frames: 3, stride: 2, size, channels: 1 });
      const x = Array.from(await readColumn(dataset, "x"));
      const shown = (column: number): number[] =>
        Array.from({ length: 24 * 32 }, (_, i) => {
          const [row, at] = [Math.floor(i / 32), i % 32];
          return row >= 8 && row < 16 && at >= column && at < column + 8 ? 255 : 0;
        });
      for (const [i, frame] of [0, 2, 4, 4, 6, 8].entries()) {
        const got = x.slice(i * 768, (i + 1) * 768);
        const want = shown(2 + 2 * frame);
        const worst = Math.max(...got.map((value, at) => Math.abs(value - (want[at] as number))));
        expect(worst, `frame ${frame}`).toBeLessThan(12);
      }
    });

    it("are cropped, padded or stretched, in colour too", async () => {
      const meanColumn = async (fit: "cover" | "contain" | "fill", background = "white") => {
        const dataset = await clips([square], { frames: 1, size: 24, fit, background });
        const x = Array.from(await readColumn(dataset, "x"));
        const red = x.slice(0, 576);
        const bright = red.flatMap((value, i) => (value > 128 ? [i % 24] : []));
        return { mean: bright.reduce((a, b) => a + b, 0) / bright.length, corner: [x[0], x[576], x[1152]] };
      };
      expect((await meanColumn("cover")).mean).toBeCloseTo(2.5, 0); // columns 2 to 9 less 4 that are cut off: 0 to 5
      expect((await meanColumn("fill")).mean).toBeCloseTo(((5.5 + 0.5) * 24) / 32 - 0.5, 0);
      const { corner } = await meanColumn("contain", "red");
      expect(corner[0]).toBeGreaterThan(250);
      expect(Math.max(...corner.slice(1).map(Number))).toBeLessThan(5);
    });

    it("come back as they were written, of odd size and in colour", async () => {
      const data = Float32Array.from({ length: 3 * 4 * 9 * 15 }, (_, i) => Math.floor(i / (9 * 15 * 4)) / 4 + (Math.floor(i / (9 * 15)) % 4) / 8); // biome-ignore format: one formula
      const file = join(root, "written.mp4");
      await saveVideo(file, { shape: [3, 4, 9, 15], data }, { quality: 4, frameRate: 12 });
      const dataset = await clips([file], { frames: 4, size: [9, 15] });
      const x = await readColumn(dataset, "x");
      const worst = Math.max(...Array.from(x, (value, i) => Math.abs(value - 255 * (data[i] as number))));
      expect(worst).toBeLessThan(8);
    });

    it("name the file that is broken or short among others", async () => {
      const whole = await readFile(square);
      const cut = join(root, "cut.mp4");
      await writeFile(cut, whole.subarray(0, 900));
      const broken = await clips([square, cut, square], { frames: 2, size: 8 });
      await expect(readColumn(broken, "x")).rejects.toThrow(DataError);
      await expect(readColumn(broken, "x")).rejects.toThrow(
        `${cut}: expected a video, got 900 bytes that do not decode`,
      );
      const short = await clips([square], { frames: 6, stride: 2, size: 8 });
      await expect(readColumn(short, "x")).rejects.toThrow(
        `${square}: expected 6 frames from number 0, one in 2, got 5`,
      );
    });
  });
});

describe("saveVideo", () => {
  it("refuses what is no clip", async () => {
    await expect(saveVideo("a", { shape: [4, 2, 2], data: new Uint8Array(16) })).rejects.toThrow(ShapeError);
    await expect(saveVideo("a", { shape: [1, 4, 2, 2], data: new Uint8Array(15) })).rejects.toThrow(ShapeError);
    await expect(saveVideo("a.avi", levels(0, 2))).rejects.toThrow(ArgumentError);
    await expect(saveVideo("a.mp4", levels(0, 2), { quality: 52 })).rejects.toThrow(ArgumentError);
    await expect(saveVideo("a.mp4", levels(0, 2), { frameRate: 0 })).rejects.toThrow(ArgumentError);
    await writeFile(join(root, "taken"), "a file");
    await expect(saveVideo(join(root, "taken/a"), levels(0, 2))).rejects.toThrow(FileError);
  });
});
