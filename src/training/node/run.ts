import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, FileError } from "../../core/errors.ts";
import type { Dataset } from "../../data/dataset.ts";
import { resolveOptimizer } from "../../optimizers/index.ts";
import { cosineDecay } from "../../optimizers/schedules.ts";
import { Value } from "../../runtime/value.ts";
import { JsonLines, prepareFolder, runFiles, writeAtomically } from "../files/node/run-folder.ts";
import { decodeSafetensors, encodeSafetensors } from "../files/safetensors.ts";
import type { Callback, EpochRecord, History } from "../fit.ts";
import type { Model } from "../model.ts";
import type { NetworkTask } from "../networks.ts";
import { type NamedLoss, resolveLossLike } from "../terms.ts";
import { version } from "../version.ts";
import { checkConfig, loadData, loadModel, type RunConfig, readConfig, type SavedConfig } from "./config.ts";
import { collectNorms, costlyMistakes, writeReport } from "./run-report.ts";

export interface RunOptions {
  /** Replace the files of an earlier run in the folder. */
  readonly force?: boolean;
  /** Pixels of images from a folder: height and width. */
  readonly imageSize?: number | undefined;
  readonly signal?: AbortSignal;
  readonly callbacks?: readonly Callback[];
  /** Told once the data is loaded and the model built. */
  readonly onStart?: (start: { readonly model: Model; readonly train: Dataset; readonly test: Dataset }) => void;
}

/** What a run comes to. */
export interface RunResult {
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly epochs: number;
  readonly steps: number;
  readonly secondsTraining: number;
  readonly stepMillisecondsMedian: number;
  readonly parameters: number;
  readonly device: string;
  readonly out: string;
}

/**
 * Trains a classifier and writes its folder: config.json, metrics.jsonl, model.onnx, weights.safetensors, report.html.
 * @throws FileError when the folder is not empty (without `force`) or cannot be written; what is wrong with the settings or the data
 */
export async function trainRun(config: RunConfig, out: string, options: RunOptions = {}): Promise<RunResult> {
  checkConfig(config);
  const head = headFor(config.loss);
  const { train, test } = await loadData(config.data, config.seed, options.imageSize);
  const label = train.fields["y"];
  const image = train.fields["x"];
  if (label?.classes === undefined || image === undefined)
    throw new DataError(`data "${config.data}"`, {
      expected: "inputs x and class labels y",
      got: Object.keys(train.fields).join(", "),
    });
  const task: NetworkTask = { inputShape: image.shape, classes: label.classes, head, seed: config.seed };
  const model = await loadModel(config.model, task);
  const schedule = cosineDecay(config.learningRate, config.epochs * Math.ceil(train.size / config.batchSize));
  model.compile({
    loss: config.loss,
    optimizer: resolveOptimizer({ name: config.optimizer, learningRate: schedule }),
    metrics: ["accuracy"],
    device: config.device,
    norms: true,
  });
  // Only now: settings or data that are wrong cost no earlier run its files.
  const folder = await prepareFolder(out, { force: options.force ?? false });
  options.onStart?.({ model, train, test });
  const saved: SavedConfig = {
    ...config,
    version,
    inputShape: image.shape,
    classNames: train.classNames ?? Array.from({ length: label.classes }, (_, i) => String(i)),
  };
  await writeAtomically(join(folder, runFiles.config), `${JSON.stringify(saved, null, 2)}\n`);
  const lines = await JsonLines.open(join(folder, runFiles.metrics));
  const norms = collectNorms();
  const stepLosses: number[] = [];
  let history: History;
  try {
    history = await model.fit(train, {
      epochs: config.epochs,
      batchSize: config.batchSize,
      seed: config.seed,
      validation: test,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      callbacks: [
        norms,
        {
          async onSteps({ epoch, step, losses }) {
            stepLosses.push(...losses);
            await lines.write({ epoch, step, loss: losses.at(-1) });
          },
          async onEpochEnd(record) {
            await lines.write(epochLine(record));
          },
        },
        ...(options.callbacks ?? []),
      ],
    });
  } finally {
    // Also when stopped early: what was learned is kept.
    await lines.close();
    await saveWeights(model, folder);
  }
  await writeAtomically(join(folder, runFiles.model), await model.toOnnx());
  const last = history.epochs.at(-1) as EpochRecord;
  const result: RunResult = {
    testLoss: last.validation?.loss ?? Number.NaN,
    testAccuracy: last.validation?.metrics["accuracy"] ?? Number.NaN,
    epochs: history.epochs.length,
    steps: history.epochs.reduce((sum, record) => sum + record.steps, 0),
    secondsTraining: history.epochs.reduce((sum, record) => sum + record.seconds, 0),
    stepMillisecondsMedian: last.stepMilliseconds,
    parameters: model.parameterCount.trainable + model.parameterCount.other,
    device: config.device,
    out: folder,
  };
  const mistakes = await costlyMistakes(model, test, label.classes, head);
  await writeReport(folder, { config: saved, model, history, stepLosses, norms: norms.records, result, ...mistakes });
  return result;
}

/** What the last layer should give for a loss: read from what the loss says it takes. */
function headFor(loss: NamedLoss): NetworkTask["head"] {
  const { info, options } = resolveLossLike(loss, 2);
  if (info === undefined || options["fromLogits"] === true) return "linear";
  const target = info.inputs[0]?.domain;
  const takes = [info.inputs[1]?.domain ?? "real"].flat();
  if (!takes.includes("probabilities")) return takes.includes("real") ? "softmax" : "linear";
  return [target].flat().includes("binary") ? "sigmoid" : "softmax";
}

function epochLine({
  epoch,
  loss,
  metrics,
  validation,
  learningRate,
  seconds,
  steps,
}: EpochRecord): Record<string, unknown> {
  const prefixed = Object.entries(validation?.metrics ?? {}).map(([name, value]) => [
    `val${name[0]?.toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return {
    epoch,
    steps,
    loss,
    ...metrics,
    valLoss: validation?.loss,
    ...Object.fromEntries(prefixed),
    learningRate,
    seconds,
  };
}

async function saveWeights(model: Model, folder: string): Promise<void> {
  const entries = await Promise.all(
    Object.entries(model.weights).map(
      async ([name, value]) => [name, { shape: value.shape, dtype: value.dtype, data: await value.read() }] as const,
    ),
  );
  await writeAtomically(join(folder, runFiles.weights), encodeSafetensors(Object.fromEntries(entries)));
}

async function readWeights(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new FileError(file, { expected: "the weights of a run", got: (cause as Error).message }, { cause });
  }
}

/** The model of a run folder with its weights, compiled as it was trained. */
export async function loadRun(folder: string): Promise<{ readonly model: Model; readonly config: SavedConfig }> {
  const config = await readConfig(folder);
  const task: NetworkTask = {
    inputShape: config.inputShape,
    classes: config.classNames.length,
    head: headFor(config.loss),
    seed: config.seed,
  };
  const model = await loadModel(config.model, task);
  const file = join(folder, runFiles.weights);
  const { tensors } = decodeSafetensors(await readWeights(file), file);
  model.setWeights(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { data, shape, dtype }]) => [name, Value.of(data, shape, dtype)]),
    ),
  );
  model.compile({ loss: config.loss, metrics: ["accuracy"], device: config.device });
  return { model, config };
}
