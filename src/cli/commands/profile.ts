import type { Command } from "commander";
import { resolveOptimizer } from "../../optimizers/index.ts";
import { writeAtomically } from "../../training/files/node/run-folder.ts";
import { checkDataName, checkModelName } from "../../training/node/config.ts";
import { profileText } from "../../training/node/profile/report.ts";
import { profileRun } from "../../training/node/profile/run.ts";
import { parseNamedLoss } from "../../training/terms.ts";
import type { Done } from "../command.ts";
import { asUsage, choiceOption, numberOption, pairOption } from "../usage.ts";

interface ProfileFlags {
  data: string;
  model: string;
  loss: string;
  lossOption?: Record<string, unknown>;
  optimizer: string;
  steps: number;
  batchSize: number;
  seed: number;
  imageSize?: number;
  channels?: "1" | "3";
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
  program
    .command("profile")
    .summary("say where the time of a training step goes")
    .description(
      "Train a few steps on the CPU and say where their time goes: by pass, layer and operator, with what bounds each, beside what JavaScript and copies take.",
    )
    .option("--data <name|dir>", "mnist, fashion-mnist, or a folder with one sub-folder of images per class", "mnist")
    .option(
      "--image-size <pixels>",
      "bring images from a folder to this height and width (default: their own)",
      numberOption("image-size", { integer: true, above: 0 }),
    )
    .option(
      "--channels <1|3>",
      "read images from a folder in grey (1) or colour (3) (default: 3)",
      choiceOption("channels", ["1", "3"]),
    )
    .option("--model <name|file>", "convnet, mlp, or a .ts or .js file, as for lossmith train", "convnet")
    .option("--loss <name>", "a loss by any of its names; lossmith losses lists them", "sparseCategoricalCrossentropy")
    .option(
      "--loss-option <key=value>",
      "an option of the loss, may be given again; lossmith show NAME lists them",
      pairOption("--loss-option"),
    )
    .option("--optimizer <name>", "adadelta, adagrad, adam, adamW, adamax, lion, nadam, rmsprop or sgd", "adam")
    .option("--steps <n>", "steps that are measured", numberOption("steps", { integer: true, above: 0 }), 20)
    .option("--batch-size <n>", "examples per step", numberOption("batch-size", { integer: true, above: 0 }), 128)
    .option("--seed <n>", "of initial weights and split", numberOption("seed", { integer: true }), 0)
    .option("--trace <file>", "write every operator's time, for ui.perfetto.dev")
    .option("--json", "print the report as one line of JSON")
    .addHelpText("after", examples)
    .action(async ({ loss, lossOption = {}, channels, trace, json = false, ...rest }: ProfileFlags) => {
      const config = {
        ...rest,
        learningRate: 0.003,
        loss: { name: loss, ...lossOption },
        ...(channels === undefined ? {} : { channels: channels === "1" ? (1 as const) : (3 as const) }),
      };
      asUsage(() => checkDataName(config));
      asUsage(() => checkModelName(config.model));
      asUsage(() => parseNamedLoss(config.loss, 2));
      asUsage(() => resolveOptimizer(config.optimizer));
      const result = await profileRun(config);
      console.log(json ? JSON.stringify(result.report) : profileText(result.report));
      if (trace !== undefined) await writeAtomically(trace, result.trace);
      done(0);
    });
}
