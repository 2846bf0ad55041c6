import type { Command } from "commander";
import { checkDataName, loadRunData } from "../../training/node/config.ts";
import { loadRun } from "../../training/node/run.ts";
import type { Done } from "../command.ts";
import { asUsage, choiceOption } from "../usage.ts";

/** lossmith evaluate */
export function evaluateCommand(program: Command, done: Done): void {
  program
    .command("evaluate")
    .summary("loss and metrics of a trained run on data")
    .description("Evaluate the model of a run folder on the test part of a data set.")
    .argument("<run>", "folder written by lossmith train")
    .option("--data <name|dir>", "mnist, fashion-mnist or a folder of images (default: what the run was trained on)")
    .option(
      "--part <name>",
      "test or train: a fifth of a folder's images is for testing",
      choiceOption("part", ["test", "train"]),
      "test",
    )
    .option("--json", "print one line of JSON")
    .addHelpText("after", "\nExample:\n  lossmith evaluate runs/first")
    .action(async (folder: string, flags: { data?: string; part: "test" | "train"; json?: boolean }) => {
      const { data: name } = flags;
      if (name !== undefined) asUsage(() => checkDataName({ data: name }));
      const { model, config } = await loadRun(folder);
      const data = await loadRunData(config, flags.data);
      const { loss, metrics } = await model.evaluate(data[flags.part]);
      if (flags.json) console.log(JSON.stringify({ loss, ...metrics, examples: data[flags.part].size, run: folder }));
      else {
        console.log(`${data[flags.part].size} examples of ${flags.data ?? config.data} (${flags.part})`);
        for (const [name, value] of Object.entries({ loss, ...metrics }))
          console.log(`${name.padEnd(12)} ${value.toFixed(4)}`);
      }
      done(0);
    });
}
