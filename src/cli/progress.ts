import { join } from "node:path";
import { progress } from "@clack/prompts";
import pc from "picocolors";
import type { Callback, EpochRecord } from "../training/fit.ts";
import type { RunConfig } from "../training/node/config.ts";
import type { RunOptions, RunResult } from "../training/node/run.ts";

export interface TrainingProgress {
  readonly start: NonNullable<RunOptions["onStart"]>;
  readonly callback: Callback;
  finish(result: RunResult): void;
  close(): void;
}

const number = new Intl.NumberFormat("en");
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** What a training shows while it runs: a bar per epoch on a terminal, else a plain line per epoch. Goes to stderr with `--json`. */
export function trainingProgress(config: RunConfig, { plain }: { readonly plain: boolean }): TrainingProgress {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  let size = 0;
  let bar: ReturnType<typeof progress> | undefined;
  let epochStarted = 0;
  return {
    start({ model, train, test }) {
      size = train.size;
      const { trainable, other } = model.parameterCount;
      say(
        `${pc.bold(config.model)} with ${number.format(trainable + other)} parameters on ${config.data}: ${number.format(train.size)} training and ${number.format(test.size)} test examples, ${config.loss.name}, ${config.device}`,
      );
      say(model.summary());
    },
    callback: {
      onEpochBegin(epoch) {
        epochStarted = performance.now();
        if (plain) return;
        bar = progress({ max: Math.ceil(size / config.batchSize), style: "block", output: process.stderr });
        bar.start(`epoch ${epoch}/${config.epochs}`);
      },
      onSteps({ epoch, step, steps, losses }) {
        if (bar === undefined) return;
        const seconds = (performance.now() - epochStarted) / 1000;
        const rate = (step * config.batchSize) / seconds;
        const left = (seconds / step) * (steps - step);
        bar.advance(
          losses.length,
          `epoch ${epoch}/${config.epochs}  loss ${losses.at(-1)?.toFixed(4)}  ${number.format(Math.round(rate))} samples/s  ${left.toFixed(0)} s left`,
        );
      },
      onEpochEnd(record) {
        const line = epochLine(record, config.epochs, size);
        if (bar === undefined) say(line);
        else bar.stop(line);
        bar = undefined;
      },
    },
    finish({ testAccuracy, testLoss, secondsTraining, stepMillisecondsMedian, out }) {
      say(
        `test accuracy ${pc.green(percent(testAccuracy))}, test loss ${testLoss.toFixed(4)}; ${secondsTraining.toFixed(1)} s of training, ${stepMillisecondsMedian.toFixed(1)} ms per step`,
      );
      say(`report: ${pc.cyan(join(out, "report.html"))}`);
    },
    close() {
      bar?.stop("stopped");
    },
  };
}

function epochLine({ epoch, loss, metrics, validation, seconds }: EpochRecord, epochs: number, size: number): string {
  const parts = [
    `epoch ${epoch}/${epochs}`,
    `loss ${loss.toFixed(4)}`,
    ...Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`),
    ...(validation === undefined ? [] : [`test loss ${validation.loss.toFixed(4)}`]),
    ...Object.entries(validation?.metrics ?? {}).map(([name, value]) => `test ${name} ${value.toFixed(4)}`),
    `${seconds.toFixed(1)} s`,
    `${number.format(Math.round(size / seconds))} samples/s`,
  ];
  return parts.join("  ");
}
