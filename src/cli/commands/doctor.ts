import type { Command } from "commander";
import { diagnoseRun } from "../../training/node/doctor.ts";
import type { Done } from "../command.ts";

const examples = `
Examples:
  lossmith doctor runs/first
  lossmith doctor config.json --json

A run folder is looked at with the weights it has; a file with the settings of one (config.json) as it would start. Every rule
has a page in docs/doctor. Exit code 1 when something found is an error.`;

/** lossmith doctor */
export function doctorCommand(program: Command, done: Done): void {
  program
    .command("doctor")
    .summary("look for what makes a training silently wrong")
    .description("Look at network, loss, optimizer and data of a training, and at some steps on a copy of its weights.")
    .argument("<run|config>", "folder written by lossmith train, or a file with its settings (config.json)")
    .option("--no-probe", "take no steps: look at what there is alone")
    .option("--json", "print the findings as one line of JSON")
    .addHelpText("after", examples)
    .action(async (path: string, { probe, json = false }: { probe: boolean; json?: boolean }) => {
      const { text, ...diagnosis } = await diagnoseRun(path, { probe });
      console.log(json ? JSON.stringify(diagnosis) : text);
      done(diagnosis.passed ? 0 : 1);
    });
}
