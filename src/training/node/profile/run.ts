import { DataError } from "../../../core/errors.ts";
import { range } from "../../../core/range.ts";
import { subset } from "../../../data/combine.ts";
import { resolveOptimizer } from "../../../optimizers/index.ts";
import { loadData, loadModel, type RunConfig } from "../config.ts";
import { headFor } from "../run.ts";
import { type Profile, profile } from "./profile.ts";

/** What a profiled training is made from. */
export interface ProfileConfig extends Omit<RunConfig, "epochs" | "device"> {
  /** Steps that are measured. */
  readonly steps: number;
}

/**
 * Profiles the first steps of a training as `lossmith train` would do it, on the CPU.
 * @throws DataError for data without labels or for fewer examples than the steps need; what is wrong with the settings
 */
export async function profileRun(config: ProfileConfig): Promise<Profile> {
  const { train } = await loadData(config.data, config);
  const { x, y } = train.fields;
  if (x === undefined || y?.classes === undefined)
    throw new DataError(`data "${config.data}"`, {
      expected: "inputs x and class labels y",
      got: Object.keys(train.fields).join(", "),
    });
  const wanted = (config.steps + 1) * config.batchSize; // one step is warm-up
  if (train.size < 2 * config.batchSize)
    throw new DataError(`data "${config.data}"`, {
      expected: `at least two batches of ${config.batchSize}`,
      got: `${train.size} examples`,
      fix: "use a smaller batch size",
    });
  const task = { inputShape: x.shape, classes: y.classes, head: headFor(config.loss, y.classes), seed: config.seed };
  const model = await loadModel(config.model, task);
  model.compile({
    loss: config.loss,
    optimizer: resolveOptimizer({ name: config.optimizer, learningRate: config.learningRate }),
    metrics: ["accuracy"],
    device: "cpu",
    stepsPerCall: 1,
  });
  const size = Math.min(wanted, train.size - (train.size % config.batchSize));
  const part = subset(train, range(size));
  return await profile(() => model.fit(part, { batchSize: config.batchSize, shuffle: false }));
}
