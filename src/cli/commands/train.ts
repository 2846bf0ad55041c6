import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { resolveOptimizer } from "../../optimizers/index.ts";
import type { RunConfig } from "../../training/node/config.ts";
import { trainRun } from "../../training/node/run.ts";
import { resolveLossLike } from "../../training/terms.ts";
import type { Done } from "../command.ts";
import { trainingProgress } from "../progress.ts";
import { asUsage, choiceOption, numberOption, pairOption } from "../usage.ts";

interface TrainFlags {
  data: string;
  model: string;
  loss: string;
  lossOption?: Record<string, unknown>;
  optimizer: string;
  learningRate: number;
  epochs: number;
  batchSize: number;
  seed: number;
  device: "cpu" | "wasm" | "webgpu";
  imageSize?: number;
  out: string;
  force?: boolean;
  json?: boolean;
}

/** lossmith train */
export function trainCommand(program: Command, done: Done): void {
  program
    .command("train")
    .summary("train a classifier and write its folder")
    .description(
      "Train a classifier and write a folder with its settings (config.json), figures (metrics.jsonl),\n" +
        "inference model (model.onnx), weights (weights.safetensors) and a page about it (report.html).",
    )
    .option("--data <name|dir>", "mnist, fashion-mnist, or a folder with one sub-folder of images per class", "mnist")
    .option("--model <name|file>", "convnet, mlp, or a file whose default export makes a model from a task", "convnet")
    .option("--loss <name>", "a loss, by any of its names (lossmith losses)", "sparseCategoricalCrossentropy")
    .option("--loss-option <key=value>", "an option of the loss; may be given again", pairOption("loss-option"))
    .option("--optimizer <name>", "adam, adamW, sgd, rmsprop, adagrad, lion, ...", "adam")
    .option(
      "--learning-rate <number>",
      "at the start; falls to 0 along a cosine",
      numberOption("learning-rate", { above: 0 }),
      0.003,
    )
    .option("--epochs <n>", "passes over the data", numberOption("epochs", { integer: true, above: 0 }), 5)
    .option("--batch-size <n>", "examples per step", numberOption("batch-size", { integer: true, above: 0 }), 128)
    .option("--seed <n>", "of initial weights, order and dropout", numberOption("seed", { integer: true }), 0)
    .option(
      "--device <name>",
      `cpu (${availableParallelism()} cores), wasm or webgpu`,
      choiceOption("device", ["cpu", "wasm", "webgpu"]),
      "cpu",
    )
    .option(
      "--image-size <pixels>",
      "height and width of images from a folder",
      numberOption("image-size", { integer: true, above: 0 }),
    )
    .requiredOption("--out <dir>", "folder to write; must be new or empty")
    .option("--force", "replace the files of an earlier run in the folder")
    .option("--json", "end with the results as one line of JSON")
    .action(async (flags: TrainFlags) => {
      const { lossOption = {}, loss, out, force = false, json = false, imageSize, ...rest } = flags;
      const config: RunConfig = { ...rest, loss: { name: loss, ...lossOption } };
      asUsage(() => resolveLossLike(config.loss, 2));
      asUsage(() => resolveOptimizer(config.optimizer));
      const stop = new AbortController();
      const interrupt = (): void => stop.abort();
      process.once("SIGINT", interrupt);
      const progress = trainingProgress(config, { plain: json || !process.stdout.isTTY });
      try {
        const result = await trainRun(config, out, {
          force,
          imageSize,
          signal: stop.signal,
          callbacks: [progress.callback],
          onStart: progress.start,
        });
        progress.finish(result);
        if (json) console.log(JSON.stringify(result));
        done(0);
      } finally {
        process.removeListener("SIGINT", interrupt);
        progress.close();
      }
    });
}
