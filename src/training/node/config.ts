import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createJiti } from "jiti";
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
}

/** What a run folder keeps beside the settings, to load it without its data. */
export interface SavedConfig extends RunConfig {
  readonly version: string;
  readonly inputShape: Shape;
  readonly classNames: readonly string[];
}

/**
 * Training and test examples by the name of a data set or a folder. A fifth of a folder's images is kept back for testing.
 * @param imageSize height and width of images from a folder; default: their own, which then must be equal
 */
export async function loadData(
  name: string,
  seed: number,
  imageSize?: number,
): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
  if (name === "mnist") return { train: await mnist({ split: "train" }), test: await mnist({ split: "test" }) };
  if (name === "fashion-mnist")
    return { train: await fashionMnist({ split: "train" }), test: await fashionMnist({ split: "test" }) };
  const whole = await imageFolder(name, imageSize === undefined ? {} : { size: imageSize });
  const { train, validation } = splitData(whole, 0.2, { seed });
  return { train, test: validation };
}

/** A network for a task, by name or from a file whose default export makes one. */
export async function loadModel(name: string, task: NetworkTask): Promise<Model> {
  if (name === "convnet") return convnet(task);
  if (name === "mlp") return mlp(task);
  if (!/\.[cm]?[jt]s$/.test(name)) throw unknownName("model", name, ["convnet", "mlp", "FILE.ts"]);
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
    const jiti = createJiti(pathToFileURL(file).href, {
      alias: { lossmith: packageEntry() },
      nativeModules: [packageEntry()],
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

function packageEntry(): string {
  return new URL("../../index.js", import.meta.url).pathname;
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
