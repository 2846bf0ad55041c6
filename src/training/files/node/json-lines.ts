import { type FileHandle, open as openFile, readFile } from "node:fs/promises";
import { DataError } from "../../../core/errors.ts";
import { fileError } from "./atomic.ts";

/** Appends records to a file, one JSON object a line. */
export interface JsonLines {
  /** Writes at once, in the order of the calls. NaN and infinite numbers become null, as JSON has none. */
  write(record: object): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a JSON Lines file to append to, creating it where there is none. A last line that an interrupted run left
 * unfinished is cut off.
 * @throws FileError when it cannot be opened or written
 */
async function open(file: string): Promise<JsonLines> {
  let handle: FileHandle;
  try {
    handle = await openFile(file, "a+");
    const text = await handle.readFile("utf8");
    if (text !== "" && !text.endsWith("\n"))
      await handle.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1)));
  } catch (cause) {
    throw fileError(file, "a file that can be written", cause);
  }
  let last: Promise<void> = Promise.resolve();
  return {
    write(record) {
      const line = `${JSON.stringify(record)}\n`;
      last = last.then(() =>
        handle.appendFile(line).catch((cause: unknown) => {
          throw fileError(file, "a file that can be written", cause);
        }),
      );
      return last;
    },
    async close() {
      // A failed append has already told its caller.
      await last.catch(() => undefined);
      await handle.close();
    },
  };
}

/** JSON Lines files. */
export const JsonLines: { readonly open: (file: string) => Promise<JsonLines> } = { open };

/**
 * Records of a JSON Lines file; an unfinished last line is left out.
 * @throws FileError when it cannot be read; DataError naming a line that is no JSON object
 */
export async function readJsonLines(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw fileError(file, "a readable file", cause);
  });
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.flatMap((line, i) => (line.trim() === "" ? [] : [parse(line, `${file}:${i + 1}`)]));
}

function parse(line: string, where: string): Record<string, unknown> {
  const expected = "a JSON object";
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new DataError(where, { expected, got: line.slice(0, 60) }, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DataError(where, { expected, got: line.slice(0, 60) });
  return value as Record<string, unknown>;
}
