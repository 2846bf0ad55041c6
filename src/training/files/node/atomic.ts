import { open, rename, rm } from "node:fs/promises";
import { FileError } from "../../../core/errors.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "a read-only file system",
  ENOENT: "no such folder",
  ENOTDIR: "a file where a folder should be",
  EEXIST: "a file in the way",
  EISDIR: "a folder in the way",
  ENOSPC: "a full disk",
  EDQUOT: "a full disk quota",
  ENAMETOOLONG: "a name that is too long",
};

/** FileError for an error of the file system. */
export function fileError(path: string, expected: string, cause: unknown): FileError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const got = (code === undefined ? undefined : reasons[code]) ?? code ?? String(cause);
  return new FileError(path, { expected, got }, { cause });
}

let written = 0;

/**
 * Writes a file so that readers, and a run that is interrupted, see either the old contents or all of the new.
 * @throws FileError when it cannot be written; the old file, if any, is then untouched
 */
export async function writeAtomically(file: string, contents: Uint8Array | string): Promise<void> {
  const partial = `${file}.${process.pid}-${written++}.partial`;
  try {
    const handle = await open(partial, "wx");
    try {
      await handle.writeFile(contents);
      // Without it a crash of the machine may leave the new name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileError(file, "a file that can be written", cause);
  }
}
