/** Packs the package, puts it into an empty project as npm would, and uses it there. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./checks.mjs";
import { writeExamples } from "./examples.mjs";
import { root } from "./paths.mjs";

const program = `
  import assert from "node:assert/strict";
  const [main, node] = await Promise.all([import("lossmith"), import("lossmith/node")]);
  assert.ok(Object.keys(main).length > 0, "lossmith exports nothing");
  assert.ok(Object.keys(node).length > 0, "lossmith/node exports nothing");
  const { default: manifest } = await import("lossmith/package.json", { with: { type: "json" } });
  assert.equal(manifest.name, "lossmith");
`;

export async function packAndUse() {
  const project = mkdtempSync(join(tmpdir(), "lossmith-smoke-"));
  try {
    const packed = await command("npm", ["pack", "--silent", "--pack-destination", project]);
    const home = join(project, "node_modules/lossmith");
    mkdirSync(home, { recursive: true });
    await command("tar", ["-xzf", join(project, packed.trim().split("\n").at(-1)), "-C", home, "--strip-components=1"]);
    linkDependencies(join(project, "node_modules"));
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    writeFileSync(join(project, "use.mjs"), program);
    await command(process.execPath, ["--no-warnings", join(project, "use.mjs")]);
    await command(process.execPath, [join(home, "dist/cli/main.js"), "--version"]);
    await command(process.execPath, ["--no-warnings", writeExamples(project)]);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** The dependencies are those of this checkout, linked: nothing is downloaded again. */
function linkDependencies(target) {
  const source = join(root, "node_modules");
  for (const name of readdirSync(source).filter((name) => !name.startsWith("."))) {
    symlinkSync(join(source, name), join(target, name), "junction");
  }
}
