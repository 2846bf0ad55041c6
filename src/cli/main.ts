#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { LossmithError } from "../core/errors.ts";
import { version } from "../training/version.ts";
import { evalCommand } from "./commands/eval.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { lossesCommand } from "./commands/losses.ts";
import { predictCommand } from "./commands/predict.ts";
import { showCommand } from "./commands/show.ts";
import { trainCommand } from "./commands/train.ts";
import { UsageError } from "./usage.ts";

const commands = [trainCommand, evaluateCommand, predictCommand, lossesCommand, showCommand, evalCommand];

/** Bad usage: what a person typed, not what happened while working. */
const usageCode = 2;

/** The command line. @returns the exit code: 0, 1 when something failed, 2 on bad usage */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command("lossmith")
    .description("Train networks with any loss function, and look the losses up.")
    .version(version, "-V, --version")
    .showHelpAfterError("(lossmith --help lists the commands; lossmith COMMAND --help their options)")
    .exitOverride();
  let code = 0;
  for (const add of commands)
    add(program, (result) => {
      code = result;
    });
  // Every command reports its own usage errors through the same door.
  for (const command of program.commands) command.exitOverride();
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return usageCode;
    }
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageCode;
    if (error instanceof UsageError) {
      console.error(`lossmith: ${error.message}`);
      return usageCode;
    }
    if (error instanceof LossmithError) {
      console.error(`lossmith: ${error.message} [${error.code}]`);
      return 1;
    }
    if (error instanceof Error && error.name === "AbortError") {
      console.error("lossmith: stopped");
      return 130;
    }
    console.error(error);
    return 1;
  }
}

const entry = process.argv[1];
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) {
  // A reader that closes the pipe early (head) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.exitCode = await main(process.argv.slice(2));
}
