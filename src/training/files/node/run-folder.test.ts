import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataError, FileError } from "../../../core/errors.ts";
import { JsonLines, prepareFolder, readJsonLines, runFiles, writeAtomically } from "./run-folder.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lossmith-run-"));
});
afterEach(() => rm(root, { recursive: true }));

const list = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();

describe("prepareFolder", () => {
  it("creates the folder with its parents, and takes an empty one", async () => {
    const folder = join(root, "a", "b");
    expect(await prepareFolder(folder)).toBe(folder);
    await prepareFolder(folder);
    expect(await list(folder)).toEqual([]);
  });

  it("refuses a folder that holds anything, and touches nothing", async () => {
    for (const name of ["config.json", "notes.md", "x", "y"]) await writeFile(join(root, name), name);
    await expect(prepareFolder(root)).rejects.toThrow(FileError);
    await expect(prepareFolder(root)).rejects.toThrow(
      `${root}: expected an empty folder or none, got one that holds config.json, notes.md, x and 1 more; choose another folder, or force`,
    );
    expect(await list(root)).toEqual(["config.json", "notes.md", "x", "y"]);
  });

  it("with force removes the files of a run and nothing else", async () => {
    for (const name of [...Object.values(runFiles), "notes.md"]) await writeFile(join(root, name), name);
    await mkdir(join(root, "pictures"));
    await writeFile(join(root, "pictures", runFiles.config), "mine");
    await prepareFolder(root, { force: true });
    expect(await list(root)).toEqual(["notes.md", "pictures"]);
    expect(await list(join(root, "pictures"))).toEqual([runFiles.config]);
  });

  it("with force refuses a folder in a file's place before it removes anything", async () => {
    await writeFile(join(root, runFiles.config), "{}");
    await mkdir(join(root, runFiles.metrics));
    await expect(prepareFolder(root, { force: true })).rejects.toThrow("expected a file of a run, got a folder");
    expect(await list(root)).toEqual([runFiles.config, runFiles.metrics]);
  });

  it("names what is in the way", async () => {
    const file = join(root, "file");
    await writeFile(file, "");
    await expect(prepareFolder(file, { force: true })).rejects.toThrow(
      `${file}: expected a folder, got a file of that name`,
    );
    await expect(prepareFolder(join(file, "run"))).rejects.toThrow("got a file where a folder should be");
    await expect(prepareFolder(join(root, "x".repeat(300)))).rejects.toThrow("got a name that is too long");
    await expect(prepareFolder(join(root, "x".repeat(300)))).rejects.toThrow(FileError);
  });
});

describe("writeAtomically", () => {
  it("replaces a file and leaves nothing behind", async () => {
    const file = join(root, "a.bin");
    await writeAtomically(file, "old");
    await writeAtomically(file, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(file))]).toEqual([1, 2, 3]);
    expect(await list(root)).toEqual(["a.bin"]);
  });

  it("never shows half a file, however many write at once", async () => {
    const file = join(root, "a.txt");
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
    await Promise.all(contents.map((text) => writeAtomically(file, text)));
    expect(contents).toContain(await readFile(file, "utf8"));
    expect(await list(root)).toEqual(["a.txt"]);
  });

  it("throws typed errors and cleans up", async () => {
    await expect(writeAtomically(join(root, "no", "a"), "")).rejects.toThrow("got no such folder");
    await mkdir(join(root, "taken"));
    await expect(writeAtomically(join(root, "taken"), "")).rejects.toThrow(FileError);
    expect(await list(root)).toEqual(["taken"]);
  });
});

describe("JSON Lines", () => {
  it("appends in the order of the calls, across openings", async () => {
    const file = join(root, runFiles.metrics);
    const first = await JsonLines.open(file);
    void first.write({ epoch: 1, loss: 0.5 });
    await first.write({ epoch: 2, loss: Number.NaN });
    await first.close();
    const second = await JsonLines.open(file);
    await second.write({ epoch: 3 });
    await second.close();
    expect(await readFile(file, "utf8")).toBe('{"epoch":1,"loss":0.5}\n{"epoch":2,"loss":null}\n{"epoch":3}\n');
    expect(await readJsonLines(file)).toEqual([{ epoch: 1, loss: 0.5 }, { epoch: 2, loss: null }, { epoch: 3 }]);
  });

  it("drops the line an interrupted run left unfinished", async () => {
    const file = join(root, runFiles.metrics);
    await writeFile(file, '{"name":"é"}\n{"epo');
    expect(await readJsonLines(file)).toEqual([{ name: "é" }]);
    const lines = await JsonLines.open(file);
    await lines.write({ epoch: 2 });
    await lines.close();
    expect(await readFile(file, "utf8")).toBe('{"name":"é"}\n{"epoch":2}\n');
  });

  it("names the line that is damaged, and files that cannot be opened", async () => {
    const file = join(root, runFiles.metrics);
    await writeFile(file, '{"a":1}\nhello\n');
    await expect(readJsonLines(file)).rejects.toThrow(`${file}:2: expected a JSON object, got hello`);
    await expect(readJsonLines(file)).rejects.toThrow(DataError);
    await writeFile(file, "[1]\n");
    await expect(readJsonLines(file)).rejects.toThrow(`${file}:1: expected a JSON object, got [1]`);
    await expect(readJsonLines(join(root, "none"))).rejects.toThrow(FileError);
    await expect(JsonLines.open(join(root, "no", "file"))).rejects.toThrow(FileError);
  });
});
