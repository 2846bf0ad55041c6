import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { tensorBoard } from "../../training/files/node/logs.ts";
import type { RunConfig } from "../../training/node/config.ts";
import { trainRun } from "../../training/node/run.ts";
import { type ScheduleName, scheduleNames } from "../../training/node/schedule.ts";
import type { Done } from "../command.ts";
import { trainingProgress } from "../progress.ts";
import { addTaskOptions, settingsOf, type TaskFlags } from "../task-options.ts";
import { choiceOption, numberOption, shareOption, UsageError } from "../usage.ts";

interface TrainFlags extends TaskFlags {
  learningRate: number;
  epochs: number;
  device: "cpu" | "wasm" | "webgpu";
  out?: string;
  force?: boolean;
  json?: boolean;
  schedule: ScheduleName;
  clip?: number;
  patience?: number;
  ema?: number;
  accumulate?: number;
  mixedPrecision?: boolean;
  tensorboard?: string;
}

const examples = `
Examples:
  lossmith train --out runs/first
  lossmith train --data photos --image-size 64 --loss huber --loss-option delta=0.5 --out runs/photos
  lossmith train --model net.ts --epochs 2 --device wasm --out runs/own

A model file's default export makes a model from what it has to fit:
  import { dense, flatten, sequential, type NetworkTask } from "lossmith";
  export default ({ inputShape, classes, head, seed }: NetworkTask) =>
    sequential([flatten(), dense(classes, { activation: head })], { inputShape, seed });`;

/** lossmith train */
export function trainCommand(program: Command, done: Done): void {
  addTaskOptions(
    program
      .command("train")
      .option("--out <dir>", "folder to write (required); must be new or empty")
      .option("--force", "replace the files of an earlier run in that folder"),
  )
    .summary("train a classifier and write its folder")
    .description(
      "Train a classifier and write a folder with its settings (config.json), figures (metrics.jsonl), inference model (model.onnx), weights (weights.safetensors) and a page about it (report.html). Ctrl-C stops it and keeps the weights.",
    )
    .option(
      "--learning-rate <number>",
      "the highest of the schedule",
      numberOption("learning-rate", { above: 0 }),
      0.003,
    )
    .option(
      "--schedule <name>",
      `of the learning rate: ${scheduleNames.join(", ")}`,
      choiceOption("schedule", scheduleNames),
      scheduleNames[0],
    )
    .option(
      "--clip <norm>",
      "scale gradients down to at most this norm, all together",
      numberOption("clip", { above: 0 }),
    )
    .option("--ema <decay>", "evaluate and write an average of the weights, such as 0.999", shareOption("ema"))
    .option("--epochs <n>", "passes over the data", numberOption("epochs", { integer: true, above: 0 }), 5)
    .option(
      "--accumulate <n>",
      "batches for one update: the step of a batch n times as large",
      numberOption("accumulate", { integer: true, above: 0 }),
    )
    .option(
      "--patience <epochs>",
      "stop after so many epochs without a lower test loss, and keep the best",
      numberOption("patience", { integer: true, above: 0 }),
    )
    .option("--mixed-precision", "products in float16, with loss scaling (for webgpu)")
    .option("--tensorboard <dir>", "write event files for TensorBoard")
    .option(
      "--device <name>",
      `cpu (${availableParallelism()} cores), wasm or webgpu`,
      choiceOption("device", ["cpu", "wasm", "webgpu"]),
      "cpu",
    )
    .option("--json", "print the results as one line of JSON, everything else on standard error")
    .addHelpText("after", examples)
    .action(async (flags: TrainFlags) => {
      const { out, force = false, json = false, tensorboard, ...settings } = flags;
      if (out === undefined)
        throw new UsageError("--out: expected a folder to write the run to, got none; add --out runs/first");
      const config: RunConfig = settingsOf(settings);
      const stop = new AbortController();
      const interrupt = (): void => stop.abort();
      // Once: a second Ctrl-C ends the process at once.
      process.once("SIGINT", interrupt);
      const progress = trainingProgress(config, json ? process.stderr : process.stdout);
      const kept: string[] = [];
      try {
        const result = await trainRun(config, out, {
          force,
          signal: stop.signal,
          callbacks: [progress.callback, ...(tensorboard === undefined ? [] : [tensorBoard(tensorboard)])],
          onStart: progress.start,
          onWarning: progress.warn,
          onSaved: (folder) => kept.push(folder),
        });
        progress.finish(result);
        if (json) console.log(JSON.stringify(result));
        done(0);
      } catch (error) {
        progress.close();
        const [folder] = kept;
        const state = folder === undefined ? "nothing was written" : `weights and figures so far are in ${folder}`;
        if (!stop.signal.aborted) {
          if (folder !== undefined) console.error(`lossmith: training failed ${progress.place()}; ${state}`);
          throw error;
        }
        console.error(`lossmith: stopped ${progress.place()}; ${state}`);
        done(130);
      } finally {
        process.removeListener("SIGINT", interrupt);
      }
    });
}

/** Settings from flags, with every name checked before anything is loaded. */
