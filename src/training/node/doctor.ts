import { readFile, stat } from "node:fs/promises";
import { FileError, LossmithError } from "../../core/errors.ts";
import { type Diagnosis, refusal } from "../doctor/diagnosis.ts";
import type { Model } from "../model.ts";
import { checkConfig, loadData, loadModel, type RunConfig, readConfig } from "./config.ts";
import { headFor, loadRun, taskOf } from "./run.ts";

/**
 * Diagnoses a run folder with its weights, or a file of settings as it would start.
 * @throws FileError when there is neither
 */
export async function diagnoseRun(path: string, { probe }: { readonly probe: boolean }): Promise<Diagnosis> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const config: RunConfig = isFolder ? await readConfig(path) : await readSettings(path);
  checkConfig(config);
  const { train, test } = await loadData(config.data, config);
  const [image, label] = [train.fields["x"], train.fields["y"]];
  const classes = label?.classes ?? 2;
  try {
    const model: Model = isFolder
      ? (await loadRun(path)).model
      : await loadModel(config.model, {
          inputShape: image?.shape ?? [],
          classes,
          head: headFor(config.loss, classes),
          seed: config.seed,
        });
    model.compile({ ...taskOf(config, train.size), onWarning: () => undefined });
    const { batchSize, epochs, seed } = config;
    return await model.diagnose(train, { batchSize, epochs, seed, validation: test, probe });
  } catch (error) {
    if (error instanceof LossmithError && !(error instanceof FileError)) return refusal(error);
    throw error;
  }
}

async function readSettings(file: string): Promise<RunConfig> {
  try {
    const given = JSON.parse(await readFile(file, "utf8")) as Partial<RunConfig>;
    return {
      data: "mnist",
      model: "convnet",
      loss: { name: "sparseCategoricalCrossentropy" },
      optimizer: "adam",
      learningRate: 0.003,
      epochs: 5,
      batchSize: 128,
      seed: 0,
      device: "cpu",
      ...given,
    };
  } catch (error) {
    throw new FileError(
      `"${file}"`,
      { expected: "a run folder, or a file of settings in JSON", got: (error as Error).message },
      { cause: error },
    );
  }
}
