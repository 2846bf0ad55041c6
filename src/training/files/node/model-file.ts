import { readFile } from "node:fs/promises";
import { FileError } from "../../../core/errors.ts";
import type { Model } from "../../model.ts";
import { decodeModel, encodeModel, type LoadModelOptions, type SaveModelOptions } from "../model-file.ts";
import { writeAtomically } from "./atomic.ts";

/**
 * Writes a model into one safetensors file: layers, weights, what it was compiled with, and what training goes on from (the
 * optimizer's state; `trainingState: false` leaves it out). Readers see the old file or all of the new one.
 * @throws FileError when it cannot be written
 */
export async function saveModel(model: Model, path: string, options: SaveModelOptions = {}): Promise<void> {
  await writeAtomically(path, await encodeModel(model, options));
}

/**
 * Reads what `saveModel` wrote. The model predicts at once; for training, losses of `defineLoss` must be defined, or given:
 * `loadModel(path, { losses: [myLoss] })`.
 * @throws FileError when there is no such file; as `decodeModel`
 */
export async function loadModel(path: string, options: LoadModelOptions = {}): Promise<Model> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new FileError(path, { expected: "a saved model", got: (cause as Error).message }, { cause });
  }
  return decodeModel(bytes, options, path);
}
