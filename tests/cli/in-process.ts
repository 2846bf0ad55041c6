import { vi } from "vitest";
import { main } from "../../src/cli/main.ts";

/** Runs a command in this process. @returns its exit code and what it printed */
export async function run(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly printed: string; readonly errors: string }> {
  const [printed, errors]: [string[], string[]] = [[], []];
  const keep = (list: string[]) => (text: unknown) => void list.push(`${String(text)}\n`);
  vi.spyOn(console, "log").mockImplementation(keep(printed));
  vi.spyOn(console, "error").mockImplementation(keep(errors));
  vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    return { code: await main([...args]), printed: printed.join(""), errors: errors.join("") };
  } finally {
    vi.restoreAllMocks();
  }
}
