import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/check-rooms.mjs", import.meta.url));

/** Runs the check on a made-up src/ and returns what it complains about; nothing when it is content. */
async function complaints(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lossmith-rooms-"));
  try {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    return await new Promise((resolve) => {
      execFile(process.execPath, [script, folder], (error, _stdout, stderr) => {
        expect(error !== null, "the exit code says the same as the text").toBe(stderr !== "");
        resolve(stderr);
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("is content when every import points up", async () => {
  const files = {
    "core/tensor.ts": "export const tensor = 1;",
    "ops/add.ts": 'import { tensor } from "../core/tensor.ts";\nexport const add = tensor;',
    "training/fit.ts": 'import {\n  add,\n} from "../ops/add.ts";\nexport const fit = add;',
    "index.ts": 'export { add } from "./ops/add.ts";\nexport * from "./training/fit.ts";',
    "cli/main.ts": 'import "../training/fit.ts";\nconst lazy = () => import("../ops/add.ts");',
  };
  expect(await complaints(files)).toBe("");
});

test.each([
  ["import", 'import { add } from "../ops/add.ts";'],
  ["import over several lines", 'import {\n  type Add,\n  add,\n} from "../ops/add.ts";'],
  ["type import", 'import type { Add } from "../ops/add.ts";'],
  ["re-export", 'export * from "../ops/add.ts";'],
  ["bare import", 'import "../ops/add.ts";'],
  ["import call", 'const add = await import("../ops/add.ts");'],
  ["type query", 'type Add = typeof import("../ops/add.ts");'],
])("refuses a room that knows a later one: %s", async (_kind, source) => {
  const files = { "core/tensor.ts": `/* fine */\n${source}`, "ops/add.ts": "export const add = 1;" };
  expect(await complaints(files)).toMatch(/^core\/tensor\.ts:2: imports ops\/add\.ts; core\/ comes before ops\//);
});

test.each([
  ["neighbours", { "layers/a.ts": 'import "../data/b.ts";', "data/b.ts": "" }, "layers/ and data/ are neighbours"],
  ["the entry", { "index.ts": 'import "./cli/a.ts";', "cli/a.ts": "" }, "index.ts must not know cli/"],
  ["an import of the entry", { "cli/a.ts": 'import "../index.ts";', "index.ts": "" }, "not the package's entry"],
  ["an alias", { "losses/a.ts": 'import "#backend";' }, "losses/ comes before runtime/"],
  ["a room nobody listed", { "attic/a.ts": "" }, "attic/a.ts: belongs to no room"],
  ["a stray file", { "helpers.ts": "" }, "helpers.ts: belongs to no room"],
  ["a test as a source", { "ops/a.ts": 'import "./b.samples.ts";', "ops/b.samples.ts": "" }, "which is a test"],
  [
    "ONNX Runtime",
    { "ops/a.ts": 'import type { Tensor } from "onnxruntime-web";' },
    "only src/runtime/ knows ONNX Runtime",
  ],
  ["a long file", { "ops/a.ts": "\n".repeat(401) }, "ops/a.ts: 401 lines, the limit is 400"],
  ["a long loss", { "losses/f/a.ts": "x();\n".repeat(61) }, "61 lines of code, the limit for a loss is 60"],
  ["an empty folder", {}, "no TypeScript files"],
])("refuses %s", async (_name, files, complaint) => {
  expect(await complaints(files)).toContain(complaint);
});

test("refuses cycles of values, in tests too, and lets types refer to each other", async () => {
  const cycle = {
    "ops/a.ts": 'import "./b.ts";',
    "ops/b.ts": 'import "./c.test.ts";',
    "ops/c.test.ts": 'import "./a.ts";',
  };
  expect(await complaints(cycle)).toContain("import cycle: ops/a.ts -> ops/b.ts -> ops/c.test.ts -> ops/a.ts");
  const types = { "ops/a.ts": 'import { b } from "./b.ts";', "ops/b.ts": 'import { type A, type B } from "./a.ts";' };
  expect(await complaints(types)).toBe("");
});

test("counts code, not comments, and exempts tests from the order", async () => {
  const loss = `/**\n * Doc.\n * import { x } from "../../training/fit.ts";\n */\n${"// why\n\n".repeat(80)}${"x();\n".repeat(60)}`;
  const files = {
    "losses/f/a.ts": loss,
    "losses/f/a.test.ts": 'import "../../training/fit.ts";',
    "training/fit.ts": "",
    "onnx/schema.gen.ts": "\n".repeat(500),
  };
  expect(await complaints(files)).toBe("");
});
