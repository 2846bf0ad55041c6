/** Every example in its short form, and what it left when it last ran in full. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withTable } from "../../examples/lib/example.mjs";
import { build } from "../../scripts/lib/build.mjs";
import { examples } from "../../scripts/lib/example-folders.mjs";

interface Figure {
  readonly mean: number;
  readonly sd: number;
}

interface Results {
  readonly command: string;
  readonly seed: number;
  readonly seconds: number;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number | Figure>>>>;
}

const all = examples();
const kilobyte = 1000;
let temp: string;

beforeAll(async () => {
  build();
  temp = await mkdtemp(join(tmpdir(), "lossmith-examples-"));
}, 120_000);

afterAll(() => rm(temp, { recursive: true, force: true }));

const readResults = (folder: string): Results =>
  JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;

const picturesOf = (folder: string): string[] => readdirSync(folder).filter((file) => /\.(png|svg)$/.test(file));

function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`exit code ${code}\n${output}`))));
  });
}

test("there are examples", () => {
  expect(all.length).toBeGreaterThan(0);
});

describe.each(all)("$name", ({ name, folder, program }) => {
  test("the short form gives the figures of the full one, in number if not in size", { timeout: 120_000 }, async () => {
    const out = join(temp, name);
    await run(program, ["--short", "--out", out]);
    const { figures } = readResults(out);
    const full = readResults(folder).figures;
    expect(Object.keys(figures)).toEqual(Object.keys(full));
    for (const [row, columns] of Object.entries(figures))
      for (const [column, value] of Object.entries(columns)) {
        const numbers = typeof value === "number" ? [value] : [value.mean, value.sd];
        expect(numbers.every(Number.isFinite), `${row}: ${column}`).toBe(true);
      }
    expect(picturesOf(out)).toEqual(picturesOf(folder));
  });

  test("its README shows its results and its pictures", () => {
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const results = readResults(folder);
    expect(results.command).toBe(`npm run examples -- ${name}`);
    expect(withTable(readme, results)).toBe(readme);
    for (const picture of picturesOf(folder)) {
      expect(readme).toContain(`(${picture})`);
      expect(statSync(join(folder, picture)).size).toBeLessThan(300 * kilobyte);
    }
    for (const [, link = ""] of readme.matchAll(/\]\((?!http)([^)#]+)\)/g))
      expect(existsSync(join(folder, link)), link).toBe(true);
  });
});

test("pictures are under 300 KB each and 6 MB together, those that are data too", () => {
  const sizes = all.flatMap(({ folder }) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(png|svg)$/.test(file))
      .map((file) => statSync(join(folder, file)).size),
  );
  expect(Math.max(...sizes)).toBeLessThan(300 * kilobyte);
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(6000 * kilobyte);
});
