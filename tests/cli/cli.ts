import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  /** Sends Ctrl-C once standard output and standard error together match. */
  readonly interruptAt?: RegExp;
  readonly script?: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs the built command line (or another script of the checkout) as a person would. */
export function lossmith(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
  const { cwd = root, stdin = "", interruptAt, script = "dist/cli/main.js" } = options;
  // The test runner asks for colours; a pipe gets none.
  const { FORCE_COLOR: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd,
      env,
    });
    const [out, err]: [string[], string[]] = [[], []];
    let interrupted = false;
    const keep = (list: string[]) => (chunk: string) => {
      list.push(chunk);
      if (interrupted || interruptAt === undefined || !interruptAt.test([...out, ...err].join(""))) return;
      interrupted = true;
      child.kill("SIGINT");
    };
    child.stdout.setEncoding("utf8").on("data", keep(out));
    child.stderr.setEncoding("utf8").on("data", keep(err));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: out.join(""), stderr: err.join("") }));
    // A command that ends without reading its input closes the pipe.
    child.stdin.on("error", () => undefined).end(stdin);
  });
}

/** A folder of grey PNGs: class "dark" and class "light". */
export async function imageFolder(folder: string, perClass = 20, size = 16): Promise<string> {
  for (const [name, level] of [
    ["dark", 50],
    ["light", 200],
  ] as const) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < perClass; i++) {
      const pixels = Uint8Array.from({ length: size * size }, (_, k) => level + ((i * 31 + k * 17) % 41) - 20);
      const raw = { width: size, height: size, channels: 1 as const };
      await writeFile(join(folder, name, `${i}.png`), await sharp(pixels, { raw }).png().toBuffer());
    }
  }
  return folder;
}
