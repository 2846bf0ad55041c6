import type { Command } from "commander";
import { resolveOptimizer } from "../optimizers/index.ts";
import { checkDataName, checkModelName, type RunConfig } from "../training/node/config.ts";
import { parseNamedLoss } from "../training/terms.ts";
import { asUsage, choiceOption, numberOption, pairOption } from "./usage.ts";

/** What is trained on what, as options give it. */
export interface TaskFlags {
  data: string;
  imageSize?: number;
  channels?: "1" | "3";
  model: string;
  loss: string;
  lossOption?: Record<string, unknown>;
  optimizer: string;
  batchSize: number;
  seed: number;
}

/** The options of commands that take training steps: data, network, loss, optimizer. */
export function addTaskOptions(command: Command): Command {
  return command
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
    .option("--model <name|file>", "convnet, mlp, or a .ts or .js file (lossmith train --help shows one)", "convnet")
    .option("--loss <name>", "a loss by any of its names; lossmith losses lists them", "sparseCategoricalCrossentropy")
    .option(
      "--loss-option <key=value>",
      "an option of the loss, may be given again; lossmith show NAME lists them",
      pairOption("--loss-option"),
    )
    .option("--optimizer <name>", "adadelta, adagrad, adam, adamW, adamax, lion, nadam, rmsprop or sgd", "adam")
    .option("--batch-size <n>", "examples per step", numberOption("batch-size", { integer: true, above: 0 }), 128)
    .option("--seed <n>", "of initial weights, order, dropout and split", numberOption("seed", { integer: true }), 0);
}

/** What options say beyond what the settings of a run take as it is. */
type Written = "loss" | "lossOption" | "channels";

/**
 * Options as settings of a run.
 * @throws UsageError for names that do not exist
 */
export function settingsOf<F extends TaskFlags>(flags: F): Omit<F, Written> & Pick<RunConfig, "loss" | "channels"> {
  const { loss, lossOption = {}, channels, ...rest } = flags;
  const image = {
    ...(flags.imageSize === undefined ? {} : { imageSize: flags.imageSize }),
    ...(channels === undefined ? {} : { channels: channels === "1" ? (1 as const) : (3 as const) }),
  };
  const named = { name: loss, ...lossOption };
  asUsage(() => checkDataName({ data: flags.data, ...image }));
  asUsage(() => checkModelName(flags.model));
  asUsage(() => parseNamedLoss(named, 2));
  asUsage(() => resolveOptimizer(flags.optimizer));
  return { ...rest, ...image, loss: named };
}
