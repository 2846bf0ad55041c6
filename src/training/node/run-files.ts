import { lstat, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { JsonLines, prepareFolder, runFiles, writeAtomically } from "../files/node/run-folder.ts";
import { encodeSafetensors } from "../files/safetensors.ts";
import type { Model } from "../model.ts";
import type { SavedConfig } from "./config.ts";

/** The files of a run while it trains. */
export interface RunFolder {
  /** Absolute, once something has been written. */
  readonly path: string | undefined;
  /** Whether an earlier run would be replaced. */
  readonly replaces: boolean;
  /** Keeps a line for metrics.jsonl; it is written at once when the run has begun. */
  record(line: object): Promise<void>;
  /** Removes the files of an earlier run and writes the settings and the lines so far. A second call does nothing. */
  begin(config: SavedConfig): Promise<void>;
  /** Ends metrics.jsonl and writes the weights, if the run has begun; else leaves everything as it was found. */
  close(model: Model | undefined): Promise<void>;
}

/**
 * Claims a folder for a run without touching what is in it: that happens in `begin`, once the run is worth keeping.
 * @throws FileError when it is not empty (without `force`) or cannot be written to
 */
export async function claimFolder(out: string, { force }: { readonly force: boolean }): Promise<RunFolder> {
  const found = await lstat(out).catch(() => undefined);
  const folder = await prepareFolder(out, { force, files: [] });
  const names: readonly string[] = Object.values(runFiles);
  const replaces = (await readdir(folder)).some((name) => names.includes(name));
  const pending: object[] = [];
  let lines: JsonLines | undefined;
  return {
    replaces,
    get path() {
      return lines === undefined ? undefined : folder;
    },
    async record(line) {
      if (lines === undefined) pending.push(line);
      else await lines.write(line);
    },
    async begin(config) {
      if (lines !== undefined) return;
      await prepareFolder(folder, { force });
      await writeAtomically(join(folder, runFiles.config), `${JSON.stringify(config, null, 2)}\n`);
      lines = await JsonLines.open(join(folder, runFiles.metrics));
      for (const line of pending) await lines.write(line);
    },
    async close(model) {
      if (lines !== undefined) {
        await lines.close();
        if (model !== undefined) await saveWeights(model, folder);
      } else if (found === undefined) await rmdir(folder).catch(() => undefined);
    },
  };
}

async function saveWeights(model: Model, folder: string): Promise<void> {
  const entries = await Promise.all(
    Object.entries(await model.servedWeights()).map(
      async ([name, value]) => [name, { shape: value.shape, dtype: value.dtype, data: await value.read() }] as const,
    ),
  );
  await writeAtomically(join(folder, runFiles.weights), encodeSafetensors(Object.fromEntries(entries)));
}
