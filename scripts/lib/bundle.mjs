/** Bundles parts of the built package as a web page would, and checks what is in them and how large they are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { root } from "./paths.mjs";
import { lossFiles } from "./specs.mjs";

/**
 * Most bytes, minified, that an import may cost. One loss is its formula, the ops it is made of and the symbolic core; all
 * of them are their functions without their specs. The numbers move when somebody decides that they should.
 */
const ceilings = { huber: 24_000, all: 262_000 };

/** Throws when a ceiling is passed, or when a bundle holds what it does not import. */
export async function checkBundles() {
  const folder = mkdtempSync(join(tmpdir(), "lossmith-bundle-"));
  const losses = (await lossFiles(root)).map(({ family, name }) => `/losses/${family}/${name}.js`);
  const from = JSON.stringify(join(root, "dist/losses/index.gen.js"));
  const entries = {
    huber: `import { huber } from ${from}; globalThis.loss = huber;`,
    all: `import * as losses from ${from}; globalThis.losses = { ...losses };`,
  };
  try {
    for (const [name, source] of Object.entries(entries)) {
      const entry = join(folder, `${name}.js`);
      writeFileSync(entry, source);
      const { code, modules } = await bundle(folder, entry);
      const bytes = Buffer.byteLength(code);
      if (bytes > ceilings[name])
        throw new Error(`bundle of ${name}: ${bytes} bytes, the ceiling is ${ceilings[name]}`);
      const strays = losses.filter(
        (path) => name !== "all" && !path.endsWith("/huber.js") && modules.some((id) => id.endsWith(path)),
      );
      if (strays.length > 0) throw new Error(`bundle of ${name} holds ${strays.join(", ")}`);
      // Specs are for the registry: whoever imports functions does not pay for them.
      if (/doi:10\.|arXiv:\d/.test(code)) throw new Error(`bundle of ${name} holds specs: their citations are in it`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(folder, entry) {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: folder,
    build: {
      write: false,
      minify: true,
      rollupOptions: { input: entry, external: [/^onnxruntime/], preserveEntrySignatures: false },
    },
  });
  const chunks = result.output.filter((each) => each.type === "chunk");
  return {
    code: chunks.map((chunk) => chunk.code).join("\n"),
    modules: chunks.flatMap((chunk) =>
      Object.entries(chunk.modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
    ),
  };
}
