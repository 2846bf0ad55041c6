import { access, constants, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { FileError } from "../../../core/errors.ts";
import { fileError } from "./atomic.ts";

export { writeAtomically } from "./atomic.ts";
export { JsonLines, readJsonLines } from "./json-lines.ts";

/** Names of the files a run writes; nothing else in its folder is ever touched. */
export interface RunFiles {
  readonly config: "config.json";
  readonly metrics: "metrics.jsonl";
  readonly weights: "weights.safetensors";
  readonly best: "best.safetensors";
  readonly state: "state.safetensors";
  readonly model: "model.onnx";
  readonly report: "report.html";
}

/** The names themselves. */
export const runFiles: RunFiles = {
  config: "config.json",
  metrics: "metrics.jsonl",
  weights: "weights.safetensors",
  best: "best.safetensors",
  state: "state.safetensors",
  model: "model.onnx",
  report: "report.html",
};

export interface PrepareOptions {
  /** Replace the run that is already there. Files that are not a run's stay. Default false. */
  readonly force?: boolean;
  /** Names of the run's files. Default: those of `runFiles`. */
  readonly files?: readonly string[];
}

/**
 * Makes a folder ready for a run: creates it with its parents, or takes an empty one. With `force` the files of an earlier
 * run in it are removed, by name; foreign files stay.
 * @returns its absolute path
 * @throws FileError when the folder holds anything and `force` is not given, when a file or an unexpected folder is in the
 *   way, or when it cannot be created or written to
 */
export async function prepareFolder(
  folder: string,
  { force = false, files = Object.values(runFiles) }: PrepareOptions = {},
): Promise<string> {
  const found = await lstat(folder).catch(() => undefined);
  if (found?.isFile())
    throw new FileError(folder, { expected: "a folder", got: "a file of that name", fix: "choose another folder" });
  try {
    await makeFolder(resolve(folder));
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw fileError(folder, "a folder that can be written to", cause);
  }
  const present = await readdir(folder, { withFileTypes: true });
  if (present.length > 0 && !force) {
    const names = present.map((entry) => entry.name).sort();
    const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
    throw new FileError(folder, {
      expected: "an empty folder or none",
      got: `one that holds ${names.slice(0, 3).join(", ")}${rest}`,
      fix: "choose another folder, or force (--force) to replace the run in it",
    });
  }
  // All checks before the first removal: a refused folder is left as it was.
  const old = present.filter((entry) => files.includes(entry.name));
  const odd = old.find((entry) => entry.isDirectory());
  if (odd !== undefined)
    throw new FileError(join(folder, odd.name), { expected: "a file of a run", got: "a folder", fix: "move it away" });
  for (const { name } of old) {
    await rm(join(folder, name)).catch((cause: unknown) => {
      throw fileError(join(folder, name), "a file that can be replaced", cause);
    });
  }
  return resolve(folder);
}

/** With its parents. Node's own `recursive` never ends in a file system that denies a folder by ENOENT, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    const parentExists = await access(dirname(folder)).then(
      () => true,
      () => false,
    );
    if (code !== "ENOENT" || parentExists) throw cause;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}
