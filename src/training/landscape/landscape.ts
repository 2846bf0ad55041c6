import { ArgumentError, GraphError, ShapeError } from "../../core/errors.ts";
import { sameShape, shapeText } from "../../core/shape.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Value } from "../../runtime/value.ts";
import { type Data, toDataset } from "../data.ts";
import type { Model } from "../model.ts";
import type { EvaluateOptions } from "../trainer.ts";
import { type Direction, Mover, type Normalisation, randomDirection } from "./directions.ts";

const normalisations: readonly Normalisation[] = ["filter", "layer", "none"];

/** The loss at points of a line or a plane through the space of a model's weights. */
export interface LossSurface {
  /** Coordinates of the points: one row for a line, two for a plane. */
  readonly axes: readonly (readonly number[])[];
  /** The loss at each point; of a plane row by row, the second axis fastest. NaN or infinite where the network's outputs are. */
  readonly loss: readonly number[];
  /** The metrics the model was compiled with, by name, in the same order. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

interface SurfaceOptions extends Pick<EvaluateOptions, "batchSize" | "signal" | "checks"> {
  /** Told after each point. */
  readonly onPoint?: (progress: { readonly done: number; readonly points: number; readonly loss: number }) => void;
}

export interface LossLandscapeOptions extends SurfaceOptions {
  /** 1 (default) for a line, 2 for a plane. */
  readonly directions?: 1 | 2;
  /** How far it goes each way. With normalised directions 1 is as long as the weights themselves. Default 1. */
  readonly range?: number;
  /** Points along each direction, an odd number: the one in the middle is the model. Default 41 for a line, 21 for a plane. */
  readonly steps?: number;
  /** Of the random directions. Default 0. */
  readonly seed?: number;
  /** How directions are scaled to the weights. Default "filter". */
  readonly normalise?: Normalisation;
}

/**
 * The loss around a model's weights, along random directions in which every filter is as long as the model's own, so that
 * networks can be compared whatever the size of their weights (Li et al. 2018, arXiv:1712.09913). The loss is what `evaluate`
 * gives, penalties included; the model stays as it is, and what it computes is compiled once.
 * @param model compiled
 * @param data as `evaluate` takes it; part of a data set is often enough
 * @throws ArgumentError for an option out of range; GraphError for a model without a loss, or without weights of several axes; what
 * `evaluate` throws; the signal's reason when aborted
 */
export async function lossLandscape(
  model: Model,
  data: Data,
  options: LossLandscapeOptions = {},
): Promise<LossSurface> {
  const { directions: count = 1, range = 1, seed = 0, normalise = "filter", ...rest } = options;
  const { steps = count === 1 ? 41 : 21 } = options;
  if (count !== 1 && count !== 2) refuse("directions: 1 or 2", count);
  if (!(range > 0 && Number.isFinite(range))) refuse("range: a number above 0", range);
  if (!(Number.isInteger(steps) && steps >= 3 && steps % 2 === 1)) refuse("steps: an odd number from 3", steps);
  if (!normalisations.includes(normalise)) refuse(`normalise: one of ${normalisations.join(", ")}`, normalise);
  const weights = await model.servedWeights();
  const directions: Direction[] = [];
  for (let i = 0; i < count; i++)
    directions.push(await randomDirection(model.network, weights, { seed, label: `direction ${i}`, normalise }));
  if (directions[0]?.size === 0)
    throw new GraphError("lossLandscape", {
      expected: "a model with trained weights of several axes",
      got: "one with biases and scales alone",
    });
  const half = (steps - 1) / 2;
  const axis = Array.from({ length: steps }, (_, i) => ((i - half) / half) * range);
  return await surface(model, data, await Mover.from(weights, directions), new Array(count).fill(axis), rest);
}

export interface LossBetweenOptions extends SurfaceOptions {
  /** Where the line begins and ends: 0 is the first model, 1 the other. Default -0.25 to 1.25. */
  readonly range?: readonly [from: number, to: number];
  /** Points along the line. Default 31, which has both models among them. */
  readonly steps?: number;
}

/**
 * The loss on the straight line from one model's weights to another's: whether a barrier lies between them (Goodfellow, Vinyals and
 * Saxe 2015, arXiv:1412.6544). All weights are moved, running statistics too.
 * @param model compiled; its loss is taken
 * @param other of the same layers
 * @throws ArgumentError for an option out of range; ShapeError when the weights are not alike; otherwise as `lossLandscape`
 */
export async function lossBetween(
  model: Model,
  other: Model,
  data: Data,
  { range: [from, to] = [-0.25, 1.25], steps = 31, ...rest }: LossBetweenOptions = {},
): Promise<LossSurface> {
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) refuse("range: from below to", `${from} and ${to}`);
  if (!(Number.isInteger(steps) && steps >= 2)) refuse("steps: a whole number from 2", steps);
  const [start, end] = [await model.servedWeights(), await other.servedWeights()];
  const direction = new Map<string, Float64Array>();
  for (const { tensor } of model.network.variables) {
    const [a, b] = [start[tensor.name] as Value, end[tensor.name]];
    if (b === undefined || !sameShape(a.shape, b.shape))
      throw new ShapeError("lossBetween", {
        expected: `models of the same layers, with "${tensor.name}" of shape ${shapeText(a.shape)}`,
        got: b === undefined ? "none of that name" : shapeText(b.shape),
      });
    const [before, after] = [await a.numbers(), await b.numbers()];
    direction.set(
      tensor.name,
      Float64Array.from(before, (value, i) => (after[i] as number) - value),
    );
  }
  const axis = Array.from({ length: steps }, (_, i) => from + ((to - from) * i) / (steps - 1));
  return await surface(model, data, await Mover.from(start, [direction]), [axis], rest);
}

async function surface(
  model: Model,
  data: Data,
  mover: Mover,
  axes: readonly (readonly number[])[],
  { onPoint, checks = "all", ...options }: SurfaceOptions,
): Promise<LossSurface> {
  const dataset: Dataset = toDataset(data, model.network);
  const points = axes.reduce<number[][]>(
    (before, axis) => before.flatMap((point) => axis.map((at) => [...point, at])),
    [[]],
  );
  const loss: number[] = [];
  const metrics: Record<string, number[]> = {};
  for (const [i, point] of points.entries()) {
    const { batchSize, signal } = options;
    const found = await model.evaluate(dataset, {
      ...(batchSize === undefined ? {} : { batchSize }),
      ...(signal === undefined ? {} : { signal }),
      weights: mover.at(point),
      checks: i === 0 ? checks : "none",
    });
    loss.push(found.loss);
    for (const [name, value] of Object.entries(found.metrics)) {
      metrics[name] ??= [];
      metrics[name].push(value);
    }
    onPoint?.({ done: i + 1, points: points.length, loss: found.loss });
  }
  return { axes, loss, metrics };
}

function refuse(expected: string, got: unknown): never {
  throw new ArgumentError("loss surface", { expected, got: String(got) });
}
