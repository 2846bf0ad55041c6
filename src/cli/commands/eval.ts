import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { FileError } from "../../core/errors.ts";
import { evaluateCase, parseCases } from "../../registry/eval.ts";
import type { Done } from "../command.ts";

const format = `
A case:
  {"id": 1, "loss": "huber", "inputs": {"yTrue": [0, 1], "yPred": [0.5, 3]}}
  and, where wanted, "params": {"delta": 2}, "sampleWeight": [1, 2], "dtype": "float64" or "float32",
  "reduction": "mean", "sum", "none" or "meanOverWeights"
An answer:
  {"id", "value", "gradients": {"yPred"}, "dtype"} or {"id", "error": {"code", "message"}}`;

/** lossmith eval */
export function evalCommand(program: Command, done: Done): void {
  program
    .command("eval")
    .summary("values and gradients of losses for given inputs")
    .description(
      "Read cases (a JSON array, or JSON lines) from a file or standard input and write one line of JSON for each, in order. The exit code is 1 if any case failed; the others are answered.",
    )
    .addHelpText("after", format)
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
  if ((file === undefined || file === "-") && process.stdin.isTTY)
    console.error(
      "lossmith: reading cases from the keyboard; end them with Ctrl-D (lossmith eval --help has an example)",
    );
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
