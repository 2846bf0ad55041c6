import { join } from "node:path";
import { allocate } from "../../core/dtype.ts";
import { sizeOf } from "../../core/shape.ts";
import { warningText } from "../../core/warnings.ts";
import { readColumn } from "../../data/check-labels.ts";
import type { Dataset, Field } from "../../data/dataset.ts";
import type { Callback, History } from "../callbacks.ts";
import { writeAtomically } from "../files/node/run-folder.ts";
import type { Model } from "../model.ts";
import type { NetworkTask } from "../networks.ts";
import { resultName } from "../program.ts";
import type { Mistake, NormRecord, ReportData } from "../report/data.ts";
import type { SavedConfig } from "./config.ts";
import type { RunResult } from "./run.ts";

/** A callback that keeps the norms of weights and gradients at the end of every epoch. */
export function collectNorms(): Callback & { readonly records: NormRecord[] } {
  const records: NormRecord[] = [];
  let latest: () => Promise<void> = async () => undefined;
  return {
    name: "norms",
    records,
    onSteps({ epoch, outputs }) {
      latest = async () => {
        const prefix = resultName.weightNorm("");
        for (const name of Object.keys(outputs).filter((key) => key.startsWith(prefix))) {
          const layer = name.slice(prefix.length);
          const lastOf = async (key: string): Promise<number> =>
            Math.sqrt(Number((await outputs[key]?.read())?.at(-1)));
          records.push({
            epoch,
            layer,
            weightNorm: await lastOf(name),
            gradientNorm: await lastOf(resultName.gradientNorm(layer)),
          });
        }
      };
    },
    onEpochEnd: () => latest(),
  };
}

/** Confusion matrix and the examples that cost most, from the predictions on a data set. */
export async function costlyMistakes(
  model: Model,
  dataset: Dataset,
  classes: number,
  head: NetworkTask["head"],
  count = 24,
): Promise<{ readonly confusion: number[][]; readonly mistakes: Mistake[] }> {
  const output = await model.predict(dataset);
  const predictions = await output.numbers();
  const labels = await readColumn(dataset, "y");
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const wrong: { index: number; label: number; predicted: number; confidence: number; loss: number }[] = [];
  for (let index = 0; index < dataset.size; index++) {
    const row = probabilities(
      Array.from({ length: classes }, (_, c) => predictions[index * classes + c] as number),
      head,
    );
    const label = Number(labels[index]);
    const predicted = row.indexOf(Math.max(...row));
    (confusion[label] as number[])[predicted] = ((confusion[label] as number[])[predicted] as number) + 1;
    if (predicted !== label)
      wrong.push({
        index,
        label,
        predicted,
        confidence: row[predicted] as number,
        loss: -Math.log(row[label] as number),
      });
  }
  wrong.sort((a, b) => b.loss - a.loss);
  const shown = wrong.slice(0, count);
  const images = await readImages(
    dataset,
    shown.map(({ index }) => index),
  );
  return { confusion, mistakes: shown.map((mistake, i) => ({ ...mistake, image: images[i] })) };
}

/** One example's outputs as probabilities that sum to 1. */
export function probabilities(row: readonly number[], head: NetworkTask["head"]): number[] {
  const top = Math.max(...row);
  const weights = head === "linear" || head === "logSoftmax" ? row.map((value) => Math.exp(value - top)) : [...row];
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((value) => value / total);
}

async function readImages(dataset: Dataset, indices: readonly number[]): Promise<Mistake["image"][]> {
  const { dtype, shape } = dataset.fields["x"] as Field;
  const [channels, height, width] = shape;
  if (dtype !== "uint8" || channels === undefined || height === undefined || width === undefined) return [];
  const size = sizeOf(shape);
  const x = allocate("uint8", indices.length * size);
  await dataset.fill(indices, { x });
  return indices.map((_, i) => ({ data: x.slice(i * size, (i + 1) * size), channels, height, width }));
}

export interface RunReport {
  readonly config: SavedConfig;
  readonly model: Model;
  readonly history: History;
  readonly stepLosses: readonly number[];
  readonly norms: readonly NormRecord[];
  readonly confusion: number[][];
  readonly mistakes: readonly Mistake[];
  readonly result: RunResult;
}

/** Writes report.html. */
export async function writeReport(folder: string, run: RunReport): Promise<void> {
  const { config, model, history, stepLosses, norms, confusion, mistakes, result } = run;
  const { classNames, inputShape: _, ...settings } = config;
  const data: ReportData = {
    title: `${config.data} ${config.model}`,
    subtitle: `${config.loss.name}, ${config.optimizer}, ${config.device}`,
    finishedAt: new Date().toISOString(),
    headline: {
      figures: { accuracy: result.testAccuracy, loss: result.testLoss },
      on: "test",
      seconds: result.secondsTraining,
      parameters: result.parameters,
      steps: result.steps,
    },
    notes: model.warnings.map((warning) => `Warned of: ${warningText(warning)}.`),
    history: history.epochs,
    stepLosses,
    confusion,
    classNames,
    mistakes,
    norms,
    summary: model.layers.map(({ name, outputShape, parameters }) => ({ layer: name, outputShape, parameters })),
    config: settings,
  };
  // Charts and their page are a third of the start-up time: only who writes a report loads them.
  const { renderReport } = await import("../report/index.ts");
  await writeAtomically(join(folder, "report.html"), await renderReport(data));
}
