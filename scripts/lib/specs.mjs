/** The losses and the samples of ops, read from their TypeScript sources. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const root = fileURLToPath(new URL("../../", import.meta.url));
const jiti = createJiti(import.meta.url, { alias: { "#backend": join(root, "src/runtime/backend-node.ts") } });

/** The loss files, src/losses/FAMILY/NAME.ts, in the order of their names. */
export async function lossFiles(root) {
  const folder = join(root, "src/losses");
  const families = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const files = [];
  for (const { name: family } of families)
    for (const file of await readdir(join(folder, family)))
      if (file.endsWith(".ts") && !/\.(test|samples)\.ts$/.test(file)) files.push({ family, name: file.slice(0, -3) });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Their default exports: `{ family, name, spec }`. */
export async function readSpecs(root) {
  const specs = [];
  // One after the other: modules imported at the same time are loaded twice, and their classes are then strangers.
  for (const { family, name } of await lossFiles(root)) {
    const spec = await jiti.import(join(root, "src/losses", family, `${name}.ts`), { default: true });
    specs.push({ family, name, spec });
  }
  return specs;
}

/** The samples of every op file: `{ file, samples }`. */
export async function readSamples(root) {
  const folder = join(root, "src/ops");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".samples.ts")).sort();
  return Promise.all(
    files.map(async (name) => {
      const { samples } = await jiti.import(join(folder, name));
      return { file: name.replace(".samples.ts", ""), samples };
    }),
  );
}

/** The rules of tests/ops/ops.device.test.ts: `{ checksOf, tolerances }`. */
export function readCheckRules(root) {
  return jiti.import(join(root, "tests/ops/sample.ts"));
}

/** What pages of losses are made with: samples, curves, words for options, lists of families, tasks and peers. */
export async function readLossTools(root) {
  const files = [
    "losses/families",
    "losses/spec",
    "registry/options",
    "registry/sample-plot",
    "registry/plot-losses",
    "registry/example",
  ];
  const tools = {};
  for (const file of files) Object.assign(tools, await jiti.import(join(root, "src", `${file}.ts`)));
  return tools;
}

/** The rules of the doctor, in the order they are reported. */
export async function readDoctorRules(root) {
  const { doctorRules } = await jiti.import(join(root, "src/training/doctor/rules.ts"));
  return doctorRules;
}
