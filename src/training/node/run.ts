import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DataError, FileError, NonFiniteError } from "../../core/errors.ts";
import type { WarningHandler } from "../../core/warnings.ts";
import type { Dataset } from "../../data/dataset.ts";
import { resolveOptimizer } from "../../optimizers/index.ts";
import { Value } from "../../runtime/value.ts";
import type { Callback, EpochRecord, History } from "../callbacks.ts";
import { earlyStopping } from "../early-stopping.ts";
import { runFiles, writeAtomically } from "../files/node/run-folder.ts";
import { decodeSafetensors } from "../files/safetensors.ts";
import type { Model } from "../model.ts";
import type { NetworkTask } from "../networks.ts";
import type { CompileOptions } from "../plan.ts";
import { predictionsOf } from "../targets.ts";
import { type NamedLoss, parseNamedLoss } from "../terms.ts";
import { version } from "../version.ts";
import {
  checkConfig,
  isDatasetName,
  isNetworkName,
  loadData,
  loadModel,
  type RunConfig,
  readConfig,
  type SavedConfig,
} from "./config.ts";
import { claimFolder, type RunFolder } from "./run-files.ts";
import { collectNorms, costlyMistakes, writeReport } from "./run-report.ts";
import { scheduleFor } from "./schedule.ts";

export interface RunOptions {
  /** Replace the files of an earlier run in the folder. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly callbacks?: readonly Callback[];
  /** Told once the data is loaded and the model built. */
  readonly onStart?: (start: { readonly model: Model; readonly train: Dataset; readonly test: Dataset }) => void;
  /** Told of what looks wrong; default: a line on console.warn. */
  readonly onWarning?: WarningHandler;
  /** Told the run's folder when training ends, also early, with its weights saved; not told when nothing was kept. */
  readonly onSaved?: (folder: string) => void;
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
  const files = await claimFolder(out, { force: options.force ?? false });
  let prepared: Prepared | undefined;
  const stepLosses: number[] = [];
  const norms = collectNorms();
  let history: History;
  try {
    prepared = await prepareRun(config, options.onWarning);
    history = await trainModel(prepared, files, { stepLosses, norms, options });
  } catch (error) {
    // A run that was stopped is kept as far as it came; one that failed early costs an earlier run nothing.
    const wasStopped = options.signal?.aborted === true && stepLosses.length > 0;
    const hasGoodWeights = error instanceof NonFiniteError && !files.replaces;
    if (prepared !== undefined && (wasStopped || hasGoodWeights)) await files.begin(prepared.saved);
    throw error;
  } finally {
    await files.close(prepared?.model);
    if (files.path !== undefined) options.onSaved?.(files.path);
  }
  const { model, test, head, saved } = prepared;
  const folder = files.path as string;
  await writeAtomically(join(folder, runFiles.model), await model.toOnnx());
  const last = (history.epochs[(prepared.stopping?.bestEpoch ?? 0) - 1] ?? history.epochs.at(-1)) as EpochRecord;
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
  const mistakes = await costlyMistakes(model, test, saved.classNames.length, head);
  await writeReport(folder, { config: saved, model, history, stepLosses, norms: norms.records, result, ...mistakes });
  return result;
}

interface Prepared {
  readonly model: Model;
  readonly train: Dataset;
  readonly test: Dataset;
  readonly head: NetworkTask["head"];
  readonly saved: SavedConfig;
  readonly stopping: ReturnType<typeof earlyStopping> | undefined;
}

/** Loads the data and builds and compiles the model. */
async function prepareRun(config: RunConfig, onWarning: WarningHandler | undefined): Promise<Prepared> {
  const { train, test } = await loadData(config.data, config);
  const label = train.fields["y"];
  const image = train.fields["x"];
  if (label?.classes === undefined || image === undefined)
    throw new DataError(`data "${config.data}"`, {
      expected: "inputs x and class labels y",
      got: Object.keys(train.fields).join(", "),
    });
  const head = headFor(config.loss, label.classes);
  const task: NetworkTask = { inputShape: image.shape, classes: label.classes, head, seed: config.seed };
  const model = await loadModel(config.model, task);
  model.compile({
    ...taskOf(config, train.size),
    norms: true,
    ...(onWarning === undefined ? {} : { onWarning }),
    ...(config.ema === undefined ? {} : { averageDecay: config.ema }),
    ...(config.mixedPrecision === undefined ? {} : { mixedPrecision: config.mixedPrecision }),
  });
  const saved: SavedConfig = {
    ...config,
    // The folder must be loadable from anywhere.
    data: isDatasetName(config.data) ? config.data : resolve(config.data),
    model: isNetworkName(config.model) ? config.model : resolve(config.model),
    version,
    inputShape: image.shape,
    classNames: train.classNames ?? Array.from({ length: label.classes }, (_, i) => String(i)),
  };
  const stopping = config.patience === undefined ? undefined : earlyStopping({ patience: config.patience });
  return { model, train, test, head, saved, stopping };
}

/** Loss, optimizer with its schedule, metrics and device of a run over so many examples. */
export function taskOf(
  config: RunConfig,
  examples: number,
): Pick<CompileOptions, "loss" | "optimizer" | "metrics" | "device"> {
  const steps = config.epochs * Math.ceil(examples / (config.batchSize * (config.accumulate ?? 1)));
  const learningRate = scheduleFor(config.schedule ?? "cosine", config.learningRate, steps);
  const clip = config.clip === undefined ? {} : { globalClipNorm: config.clip };
  return {
    loss: config.loss,
    optimizer: resolveOptimizer({ name: config.optimizer, learningRate, ...clip }),
    metrics: ["accuracy"],
    device: config.device,
  };
}

async function trainModel(
  { model, train, test, saved, stopping }: Prepared,
  files: RunFolder,
  {
    stepLosses,
    norms,
    options,
  }: { readonly stepLosses: number[]; readonly norms: Callback; readonly options: RunOptions },
): Promise<History> {
  options.onStart?.({ model, train, test });
  return await model.fit(train, {
    epochs: saved.epochs,
    batchSize: saved.batchSize,
    accumulate: saved.accumulate ?? 1,
    seed: saved.seed,
    validation: test,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    callbacks: [
      norms,
      ...(stopping === undefined ? [] : [stopping]),
      {
        name: "run folder",
        async onSteps({ epoch, step, losses }) {
          stepLosses.push(...losses);
          await files.record({ epoch, step, loss: losses.at(-1) });
          // An earlier run goes only when every example has been read once.
          if (!files.replaces) await files.begin(saved);
        },
        async onEpochEnd(record) {
          await files.record(epochLine(record));
          await files.begin(saved);
        },
      },
      ...(options.callbacks ?? []),
    ],
  });
}

/** What the last layer should give for a loss: read from what the loss says it takes. */
export function headFor(loss: NamedLoss, classes: number): NetworkTask["head"] {
  const { info, options } = parseNamedLoss(loss, classes);
  if (options["fromLogits"] === true) return "linear";
  const target = info.inputs[0]?.domain;
  const takes = [predictionsOf(info)[0]?.domain ?? "real"].flat();
  if (takes[0] === "logProbabilities") return "logSoftmax";
  if (takes[0] === "positive") return "softplus";
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

async function readWeights(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new FileError(file, { expected: "the weights of a run", got: (cause as Error).message }, { cause });
  }
}

/** The model of a run folder with its weights, compiled as it was trained. */
export async function loadRun(folder: string): Promise<{
  readonly model: Model;
  readonly config: SavedConfig;
  readonly head: NetworkTask["head"];
}> {
  const config = await readConfig(folder);
  const classes = config.classNames.length;
  const head = headFor(config.loss, classes);
  const model = await loadModel(config.model, { inputShape: config.inputShape, classes, head, seed: config.seed });
  const file = join(folder, runFiles.weights);
  const { tensors } = decodeSafetensors(await readWeights(file), file);
  model.setWeights(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { data, shape, dtype }]) => [name, Value.of(data, shape, dtype)]),
    ),
  );
  model.compile({ loss: config.loss, metrics: ["accuracy"], device: config.device });
  return { model, config, head };
}
