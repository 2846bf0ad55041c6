/** The same autoencoder in PyTorch (pytorch.py), where there is one. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { saveModel } from "lossmith/node";
import { findTorch } from "../../bench/lib/peers.mjs";

/**
 * Hands PyTorch the data; says so and gives nothing where there is no PyTorch.
 * @returns `keep(model, seed)` before training, `train(seed)` the negative ELBO that PyTorch reaches from what was kept, `close()`
 */
export async function openPyTorch({ data, test, batchSize, epochs }) {
  const torch = findTorch();
  if (torch.absent) {
    console.log(`Not compared with PyTorch: ${torch.absent}`);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "lossmith-vae-"));
  const weights = (seed) => join(folder, `${seed}.safetensors`);
  for (const [name, images] of Object.entries({ train: data, test })) {
    const x = new Uint8Array(images.size * 784);
    await images.fill(
      Array.from({ length: images.size }, (_, i) => i),
      { x },
    );
    await writeFile(join(folder, `${name}.bytes`), x);
  }
  return {
    keep: (model, seed) => saveModel(model, weights(seed), { trainingState: false }),
    async train(seed) {
      const options = { folder, weights: weights(seed), seed, batch: batchSize, epochs };
      const text = await run(torch, [JSON.stringify(options)]);
      console.log(`PyTorch, seed ${seed}: ${text.trim()}`);
      const { reconstruction, kl } = JSON.parse(text);
      return reconstruction + kl;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function run({ file, env }, args) {
  const program = fileURLToPath(new URL("pytorch.py", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(file, [program, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (part) => {
      output += part;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new Error(`pytorch.py: exit code ${code}`))));
  });
}
