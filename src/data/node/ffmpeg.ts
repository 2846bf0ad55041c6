import { spawn } from "node:child_process";
import { DataError } from "../../core/errors.ts";

/** What a run of ffmpeg gave. */
export interface FfmpegRun {
  readonly code: number | null;
  readonly output: Uint8Array;
  /** What it complained of, a line each. */
  readonly complaints: readonly string[];
}

/**
 * Runs ffmpeg without a shell, `input` on its standard input.
 * @param program its name or path
 * @throws DataError saying how to install it where there is none
 */
export async function runFfmpeg(program: string, args: readonly string[], input?: Uint8Array): Promise<FfmpegRun> {
  const child = spawn(program, ["-v", "error", "-nostdin", ...args], { windowsHide: true });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => complaints.push(part));
  // It may have gone before it read everything; its exit code and words say why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (cause: NodeJS.ErrnoException) => reject(cannotStart(program, cause)));
    child.on("close", resolve);
  });
  return {
    code,
    output: Buffer.concat(output),
    complaints: Buffer.concat(complaints).toString().trim().split(/\r?\n/),
  };
}

/** @throws DataError as runFfmpeg, before there is work to be done */
export async function requireFfmpeg(program: string): Promise<void> {
  await runFfmpeg(program, ["-version"]);
}

function cannotStart(program: string, cause: NodeJS.ErrnoException): DataError {
  const got = cause.code === "ENOENT" ? `no program "${program}"` : cause.message;
  const fix =
    "install it (Debian and Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), " +
    "give its path as the option ffmpeg, or use folders of images";
  return new DataError("video", { expected: "ffmpeg, which reads and writes video files", got, fix }, { cause });
}
