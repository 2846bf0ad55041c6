import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { FileError } from "../../core/errors.ts";
import { evaluateCase, parseCases } from "../../registry/eval.ts";
import type { Done } from "../command.ts";

/** lossmith eval */
export function evalCommand(program: Command, done: Done): void {
  program
    .command("eval")
    .summary("values and gradients of losses for given inputs")
    .description(
      "Read cases (a JSON array, or JSON lines) from a file or standard input and write one line of JSON for each, in order.\n" +
        'A case: {"id", "loss", "params", "inputs": {"yTrue", "yPred"}, "sampleWeight", "reduction", "dtype"}.\n' +
        'An answer: {"id", "value", "gradients", "dtype"} or {"id", "error": {"code", "message"}}; exit code 1 if any case failed.',
    )
    .argument("[file]", "file of cases; default: standard input")
    .action(async (file: string | undefined) => {
      let failed = false;
      for (const given of parseCases(await read(file))) {
        const answer = await evaluateCase(given);
        failed ||= "error" in answer;
        process.stdout.write(`${JSON.stringify(answer)}\n`);
      }
      done(failed ? 1 : 0);
    });
}

async function read(file: string | undefined): Promise<string> {
  try {
    return file === undefined || file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (cause) {
    throw new FileError(
      file ?? "standard input",
      { expected: "a readable file of cases", got: (cause as Error).message },
      { cause },
    );
  }
}
