import { join } from "node:path";
import { clearLine, cursorTo } from "node:readline";
import { type WarningHandler, warningText } from "../core/warnings.ts";
import { resolveMetric } from "../metrics/index.ts";
import type { Callback, EpochRecord } from "../training/callbacks.ts";
import type { RunConfig } from "../training/node/config.ts";
import type { RunOptions, RunResult } from "../training/node/run.ts";
import { type Evaluation, Totals } from "../training/totals.ts";
import { colours as pc } from "./colours.ts";

export interface TrainingProgress {
  readonly start: NonNullable<RunOptions["onStart"]>;
  readonly callback: Callback;
  readonly warn: WarningHandler;
  finish(result: RunResult): void;
  /** Where training was when it ended early: "in epoch 2 after 30 of 469 steps". */
  place(): string;
  /** Takes an unfinished bar away. */
  close(): void;
}

const number = new Intl.NumberFormat("en");
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const barWidth = 24;

/** What a training shows while it runs: a line per epoch, and on a terminal a bar while the epoch lasts. */
export function trainingProgress(config: RunConfig, output: NodeJS.WriteStream): TrainingProgress {
  const say = (text: string): void => void output.write(`${text}\n`);
  const bar = new Bar(output);
  // Sums of the epoch so far, as the model's own figures are made.
  const metrics = [{ name: "accuracy", weighted: false, metric: accuracy() }];
  const shown = { outputs: [{ output: "y", target: "y", loss: undefined, lossWeight: 1, metrics }] };
  let totals = new Totals();
  let size = 0;
  let epochStarted = 0;
  let place = "before the first step";
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
      name: "progress",
      onEpochBegin(epoch) {
        epochStarted = performance.now();
        totals = new Totals();
        bar.draw(0, `epoch ${epoch}/${config.epochs}  preparing`);
      },
      async onSteps({ epoch, step, steps, losses, outputs }) {
        place = `in epoch ${epoch} after ${step} of ${steps} steps`;
        if (!bar.isShown) return;
        const perStep = config.batchSize * (config.accumulate ?? 1);
        const full = step === steps && size % perStep > 0 ? size % perStep : perStep;
        await totals.add(outputs, losses.length, full);
        const seconds = (performance.now() - epochStarted) / 1000;
        const rate = Math.min(size, step * perStep) / seconds;
        const left = (seconds / step) * (steps - step + steps * (config.epochs - epoch));
        bar.draw(
          step / steps,
          [
            `epoch ${epoch}/${config.epochs}`,
            ...figures(totals.evaluation(shown)),
            `${number.format(Math.round(rate))} samples/s`,
            `${duration(left)} left`,
          ].join("  "),
        );
      },
      onEpochEnd(record) {
        place = `after epoch ${record.epoch} of ${config.epochs}`;
        bar.clear();
        say(epochLine(record, config.epochs, size));
      },
    },
    warn(warning) {
      bar.clear();
      console.error(`lossmith: ${warningText(warning)}`);
    },
    finish({ testAccuracy, testLoss, secondsTraining, stepMillisecondsMedian, out }) {
      say(
        `test accuracy ${pc.green(percent(testAccuracy))}, test loss ${testLoss.toFixed(4)}; ${secondsTraining.toFixed(1)} s of training, ${stepMillisecondsMedian.toFixed(1)} ms per step`,
      );
      say(`report: ${pc.cyan(join(out, "report.html"))}`);
    },
    place: () => place,
    close: () => bar.clear(),
  };
}

/** One line that is drawn over; nothing where the output is no terminal. Leaves the keyboard, and so Ctrl-C, alone. */
export class Bar {
  readonly isShown: boolean;
  private readonly output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    this.output = output;
    this.isShown = output.isTTY === true && process.env["TERM"] !== "dumb";
  }

  draw(share: number, text: string): void {
    if (!this.isShown) return;
    const done = Math.round(share * barWidth);
    const columns = this.output.columns || 80;
    const room = columns - 1 - barWidth - 1;
    this.clear();
    // A line that wraps could not be drawn over.
    if (room < text.length) this.output.write(text.slice(0, columns - 1));
    else this.output.write(`${pc.cyan("█".repeat(done))}${pc.dim("░".repeat(barWidth - done))} ${text}`);
  }

  clear(): void {
    if (!this.isShown) return;
    cursorTo(this.output, 0);
    clearLine(this.output, 0);
  }
}

function accuracy(): ReturnType<typeof resolveMetric> {
  return resolveMetric("accuracy");
}

function figures({ loss, metrics }: Pick<Evaluation, "loss" | "metrics">, prefix = ""): string[] {
  return Object.entries({ loss, ...metrics }).map(([name, value]) => `${prefix}${name} ${value.toFixed(4)}`);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function epochLine(record: EpochRecord, epochs: number, size: number): string {
  const { epoch, validation, seconds } = record;
  return [
    `epoch ${epoch}/${epochs}`,
    ...figures(record),
    ...(validation === undefined ? [] : figures(validation, "test ")),
    `${seconds.toFixed(1)} s`,
    `${number.format(Math.round(size / seconds))} samples/s`,
  ].join("  ");
}
