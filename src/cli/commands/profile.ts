import type { Command } from "commander";
import { writeAtomically } from "../../training/files/node/run-folder.ts";
import { profileText } from "../../training/node/profile/report.ts";
import { profileRun } from "../../training/node/profile/run.ts";
import type { Done } from "../command.ts";
import { addTaskOptions, settingsOf, type TaskFlags } from "../task-options.ts";
import { numberOption } from "../usage.ts";

interface ProfileFlags extends TaskFlags {
  steps: number;
  trace?: string;
  json?: boolean;
}

const examples = `
Examples:
  lossmith profile
  lossmith profile --model net.ts --batch-size 32 --trace step.json

A line is bound by compute or memory where it comes near what this machine does in a matrix product or in moving memory,
both measured first, and by overhead where it is far from both. The trace opens in ui.perfetto.dev.`;

/** lossmith profile */
export function profileCommand(program: Command, done: Done): void {
  addTaskOptions(program.command("profile"))
    .summary("say where the time of a training step goes")
    .description(
      "Train a few steps on the CPU and say where their time goes: by pass, layer and operator, with what bounds each, beside what JavaScript and copies take.",
    )
    .option("--steps <n>", "steps that are measured", numberOption("steps", { integer: true, above: 0 }), 20)
    .option("--trace <file>", "write every operator's time, for ui.perfetto.dev")
    .option("--json", "print the report as one line of JSON")
    .addHelpText("after", examples)
    .action(async ({ trace, json = false, ...flags }: ProfileFlags) => {
      const config = { ...settingsOf(flags), learningRate: 0.003 };
      const result = await profileRun(config);
      console.log(json ? JSON.stringify(result.report) : profileText(result.report));
      if (trace !== undefined) await writeAtomically(trace, result.trace);
      done(0);
    });
}
