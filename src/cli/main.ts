#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { LossmithError } from "../core/errors.ts";
import { version } from "../training/version.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evalCommand } from "./commands/eval.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { landscapeCommand } from "./commands/landscape.ts";
import { lossesCommand } from "./commands/losses.ts";
import { plotCommand } from "./commands/plot.ts";
import { predictCommand } from "./commands/predict.ts";
import { profileCommand } from "./commands/profile.ts";
import { showCommand } from "./commands/show.ts";
import { trainCommand } from "./commands/train.ts";
import { UsageError } from "./usage.ts";

const commands = [
  trainCommand,
  evaluateCommand,
  predictCommand,
  profileCommand,
  doctorCommand,
  landscapeCommand,
  lossesCommand,
  showCommand,
  plotCommand,
  evalCommand,
];

/** Bad usage: what a person typed, not what happened while working. */
const usageCode = 2;

const examples = `
Examples:
  lossmith train --data mnist --epochs 2 --out runs/first
  lossmith evaluate runs/first
  lossmith predict runs/first digit.png
  lossmith show huber
  lossmith plot mse mae huber --out losses.svg

Exit codes: 0 done, 1 something failed, 2 not understood, 130 stopped with Ctrl-C.`;

/** The command line. @returns the exit code: 0, 1 when something failed, 2 on bad usage, 130 when interrupted */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = makeProgram((result) => {
    code = result;
  });
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
    console.error(error);
    return 1;
  }
}

function makeProgram(done: (code: number) => void): Command {
  const program = new Command("lossmith")
    .description("Train networks with any loss function, and look the losses up.")
    .usage("COMMAND [options]")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help; lossmith COMMAND --help: that of a command")
    .addHelpText("after", examples)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "lossmith: ")) })
    .exitOverride();
  for (const add of commands) add(program, done);
  const names = program.commands.map((command) => command.name());
  program.showHelpAfterError(`commands: ${names.join(", ")}; lossmith --help explains them`);
  for (const command of program.commands) {
    const options = command.options.map(({ long }) => long).join(", ");
    const list = options === "" ? "no options" : `options: ${options}`;
    command
      .helpOption("-h, --help", "print this help")
      .exitOverride()
      .showHelpAfterError(`${list}; lossmith ${command.name()} --help explains them`);
  }
  return program;
}

const entry = process.argv[1];
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) {
  // A reader that closes the pipe early (head) is no failure.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  process.exitCode = await main(process.argv.slice(2));
}
