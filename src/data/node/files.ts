import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { FileError } from "../../core/errors.ts";
import type { Dataset } from "../dataset.ts";
import { idxDataset, readIdx } from "../idx.ts";

export interface IdxFilesOptions {
  /** IDX file of images, plain or gzip. */
  readonly images: string;
  /** IDX file of labels, plain or gzip. */
  readonly labels: string;
  /** What each class means. */
  readonly classNames: readonly string[];
}

/**
 * A data set of images and labels from IDX files on disk: x uint8 [1, height, width], y a label.
 * @throws FileError for a file that cannot be read; DataError for one that is not IDX, damaged, or does not fit the other
 */
export async function idxFiles({ images, labels, classNames }: IdxFilesOptions): Promise<Dataset> {
  const [pixels, classes] = await Promise.all(
    [images, labels].map(async (file) => readIdx(await readBytes(file), file)),
  );
  return idxDataset(pixels as Awaited<ReturnType<typeof readIdx>>, classes as Awaited<ReturnType<typeof readIdx>>, {
    classNames,
  });
}

/** @throws FileError when the file does not exist or cannot be read */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw unreadable(file, "a readable file", cause);
  }
}

/** What a path is. @throws FileError when there is nothing */
export function readableStat(path: string, expected = "a file or folder"): Promise<Stats> {
  return stat(path).catch((cause: unknown) => {
    throw unreadable(path, expected, cause);
  });
}

/** @throws FileError when there is no such folder or a file is in its place */
export async function checkFolder(folder: string): Promise<void> {
  const found = await readableStat(folder, "a folder");
  if (!found.isDirectory()) throw new FileError(folder, { expected: "a folder", got: "a file" });
}

function unreadable(path: string, expected: string, cause: unknown): FileError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const got =
    { ENOENT: "no such file or folder", EACCES: "no permission to read it", EISDIR: "a folder" }[code] ?? code;
  return new FileError(path, { expected, got }, { cause });
}
