import { ArgumentError, DataError, GraphError, NonFiniteError, unknownName } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { within } from "../core/origin.ts";
import { Random } from "../core/random.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { Dataset } from "../data/dataset.ts";
import { add } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { type OptimizerLike, resolveOptimizer } from "../optimizers/index.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { substitute } from "../rewrite/graph.ts";
import { createStepper, type Stepper, type Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import { BatchBuffers, batchInputs } from "./batch.ts";
import type { Model } from "./model.ts";
import { parameterUpdates } from "./program.ts";
import { freshSlots, learningRateAt, stepScalars, stepScalarValues } from "./state.ts";

/** What a player's loss is made of. */
export interface PlayerContext<Name extends string = string> {
  /** The models of all players in training, by name, as functions of tensors: of one input, or of several by name. */
  readonly models: Readonly<Record<Name, (x: Tensor | Readonly<Record<string, Tensor>>) => Tensor>>;
  /** Fields of the data, [batch, ...], rescaled. */
  readonly batch: Readonly<Record<string, Tensor>>;
  /** Differs for every step: for random ops, each with a `stream` of its own. */
  readonly seed: Tensor;
}

/** One network among those trained in turns. Its loss changes its own weights only. */
export interface Player<Name extends string = string> {
  /** Of one output. */
  readonly model: Model;
  /** One value per example, or a scalar, or several of them by name, which are added; values are averaged. */
  readonly loss: (context: PlayerContext<Name>) => Tensor | Readonly<Record<string, Tensor>>;
  /** Default "adam". */
  readonly optimizer?: OptimizerLike;
  /** Steps in each round, each on a batch of its own. Default 1. */
  readonly steps?: number;
}

/** What a round gave. */
export interface TurnsRecord {
  /** From 1. */
  readonly round: number;
  /** Terms of each player's loss, averaged over its steps of the round, by player and term ("loss" where it has no name). */
  readonly losses: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface TrainInTurnsOptions<Name extends string = string> {
  /** In the order of their turns. */
  readonly players: { readonly [Each in Name]: Player<Name> };
  readonly data: Dataset;
  readonly rounds: number;
  /** Default 64. */
  readonly batchSize?: number;
  readonly seed?: number;
  readonly device?: Device;
  readonly signal?: AbortSignal;
  /** Called after each round; the models have their weights by then. */
  readonly onRound?: (record: TurnsRecord) => void | Promise<void>;
}

/**
 * Trains several networks in turns, each under its own loss while the others stay as they are: a critic and a generator. A loss may
 * hold gradients (a penalty on a critic's slope). Each player's steps of a round are one call of the runtime.
 * @returns a record for each round; the models have their weights
 * @throws DataError for fewer examples than a batch, GraphError for a model of several outputs, NonFiniteError when a loss stops being
 * a number (the models keep the weights of the round before), ArgumentError for an option out of range
 */
export async function trainInTurns<Name extends string>(
  options: TrainInTurnsOptions<Name>,
): Promise<readonly TurnsRecord[]> {
  const { data, rounds, batchSize = 64, seed = 0, signal } = options;
  for (const [name, value] of Object.entries({ rounds, batchSize }))
    if (!(Number.isInteger(value) && value > 0))
      throw new ArgumentError(`trainInTurns: ${name}`, { expected: "a whole number from 1", got: String(value) });
  if (data.size < batchSize)
    throw new DataError("trainInTurns", {
      expected: `at least ${batchSize} examples, a batch`,
      got: String(data.size),
    });
  const sides = Object.entries<Player<Name>>(options.players).map(([name, player]) =>
    namedSide(name, player as Player),
  );
  if (new Set(sides.map(({ model }) => model)).size < sides.length)
    throw new GraphError("trainInTurns", { expected: "a model of its own for each player", got: "one model twice" });
  const turns = sides.map((side) => prepare(side, sides, options));
  let weights: Values = Object.assign({}, ...sides.map(({ model, own }) => renamed(model.weights, own)));
  const nextBatches = shuffledBatches(data.size, batchSize, new Random(seed).fork("trainInTurns"));
  const records: TurnsRecord[] = [];
  for (let round = 1; round <= rounds; round++) {
    const losses: Record<string, Readonly<Record<string, number>>> = {};
    for (const turn of turns) {
      signal?.throwIfAborted();
      const { values, terms } = await turn(weights, round, nextBatches);
      weights = { ...weights, ...values };
      losses[turn.player] = terms;
    }
    for (const { model, own } of sides)
      model.setWeights(
        Object.fromEntries([...own].map(([from, to]) => [from.tensor.name, weights[to.tensor.name] as Value])),
      );
    const record = { round, losses };
    records.push(record);
    await options.onRound?.(record);
  }
  return records;
}

/** A player, with its variables under names that no other player's have. */
interface Side extends Player {
  readonly name: string;
  readonly own: ReadonlyMap<Variable, Variable>;
}

function namedSide(name: string, player: Player): Side {
  const { network } = player.model;
  if (Object.keys(network.outputs).length !== 1)
    throw new GraphError(`trainInTurns: ${name}`, {
      expected: "a model of one output",
      got: Object.keys(network.outputs).join(", "),
    });
  const own = network.variables.map((variable) => {
    const { tensor } = variable;
    const named = { ...variable, tensor: input(`${name}:${tensor.name}`, tensor.shape, { dtype: tensor.dtype }) };
    return [variable, named] as const;
  });
  return { ...player, name, own: new Map(own) };
}

function renamed(weights: Values, own: ReadonlyMap<Variable, Variable>): Values {
  return Object.fromEntries([...own].map(([from, to]) => [to.tensor.name, weights[from.tensor.name] as Value]));
}

interface Turn {
  (
    weights: Values,
    round: number,
    nextBatches: (count: number) => Uint32Array[],
  ): Promise<{ readonly values: Values; readonly terms: Readonly<Record<string, number>> }>;
  readonly player: string;
}

/** What a player does in a round, its graph built. */
function prepare(side: Side, sides: readonly Side[], options: Omit<TrainInTurnsOptions, "players">): Turn {
  const { data, batchSize = 64, device } = options;
  const { steps = 1 } = side;
  if (!(Number.isInteger(steps) && steps > 0))
    throw new ArgumentError(`trainInTurns: ${side.name}: steps`, {
      expected: "a whole number from 1",
      got: String(steps),
    });
  const optimizer = resolveOptimizer(side.optimizer ?? "adam");
  const { dtype } = side.model.network;
  const seed = (options.seed ?? 0) + 7919 * sides.indexOf(side); // players of one seed draw different numbers
  const { stepper, terms } = playerStepper(side, sides, optimizer, { data, batchSize, device });
  const trained = [...side.own.values()];
  let slots = freshSlots(trained, optimizer);
  let taken = 0;
  const perCall = stepper.canLoop ? steps : 1;
  const buffers = new BatchBuffers(data.fields, perCall, batchSize);
  const turn = async (
    weights: Values,
    round: number,
    nextBatches: (count: number) => Uint32Array[],
  ): ReturnType<Turn> => {
    const ours = new Set(trained.map(({ tensor }) => tensor.name));
    const entries = Object.entries(weights);
    const others = Object.fromEntries(entries.filter(([name]) => !ours.has(name)));
    let state: Values = { ...Object.fromEntries(entries.filter(([name]) => ours.has(name))), ...slots };
    const totals = new Map(terms.map((term) => [term, 0]));
    for (let done = 0; done < steps; done += perCall) {
      const batch = await buffers.fill(data, nextBatches(perCall));
      const scalars = stepScalarValues(taken, perCall, { optimizer, seed, dtype });
      const result = await stepper.run(perCall, { ...batch, ...scalars }, others, state);
      state = result.state;
      taken += perCall;
      for (const term of terms)
        for (const value of await (result.outputs[term] as Value).numbers())
          totals.set(term, (totals.get(term) as number) + value / steps);
    }
    for (const [term, value] of totals)
      if (!Number.isFinite(value))
        throw new NonFiniteError(`trainInTurns: ${side.name}`, {
          expected: `a finite ${term}`,
          got: `${value} in round ${round}`,
          fix: `lower its learning rate (${learningRateAt(optimizer, taken - 1)}) or clip its gradients`,
        });
    slots = Object.fromEntries(Object.entries(state).filter(([name]) => !ours.has(name)));
    const values = Object.fromEntries(Object.entries(state).filter(([name]) => ours.has(name)));
    return { values, terms: Object.fromEntries(totals) };
  };
  return Object.assign(turn, { player: side.name });
}

function playerStepper(
  side: Side,
  sides: readonly Side[],
  optimizer: Optimizer,
  {
    data,
    batchSize,
    device,
  }: { readonly data: Dataset; readonly batchSize: number; readonly device: Device | undefined },
): { readonly stepper: Stepper; readonly terms: readonly string[] } {
  const { dtype } = side.model.network;
  const scalars = stepScalars(dtype);
  const { fed, fields } = batchInputs(data.fields, batchSize, dtype);
  const updates = new Map<Variable, Tensor>();
  const call =
    ({ model, name }: Side) =>
    (x: Tensor | Readonly<Record<string, Tensor>>): Tensor => {
      const names = Object.keys(model.network.inputs);
      const given = "node" in x ? { [names[0] as string]: x as Tensor } : (x as Readonly<Record<string, Tensor>>);
      const missing = names.find((each) => given[each] === undefined);
      if (missing !== undefined) throw unknownName(`${name}: input`, missing, Object.keys(given));
      const trace = model.network.trace(given, { training: true, seed: scalars.seed });
      if (name === side.name) for (const [variable, next] of trace.updates) updates.set(variable, next);
      return Object.values(trace.outputs)[0] as Tensor;
    };
  const models = Object.fromEntries(sides.map((each) => [each.name, call(each)]));
  const built = within({ part: "loss", name: side.name }, () =>
    side.loss({ models, batch: fields, seed: scalars.seed }),
  );
  const named = "node" in built ? { loss: built as Tensor } : (built as Readonly<Record<string, Tensor>>);
  const terms = Object.keys(named);
  const averaged = Object.values(named).map((term) => (term.rank === 0 ? term : mean(term)));
  const symbols = new Map(sides.flatMap(({ own }) => [...own].map(([from, to]) => [from.tensor, to.tensor] as const)));
  const changed = [...updates.keys()];
  const graphs = substitute([...averaged, ...changed.map((variable) => updates.get(variable) as Tensor)], symbols);
  const losses = graphs.slice(0, terms.length);
  const trained = [...side.own.values()].filter(({ trainable }) => trainable);
  const { next } = parameterUpdates([losses.reduce((a, b) => add(a, b))], trained, optimizer, scalars, false);
  const kept = [...side.own].flatMap(([from, to]) => {
    if (to.trainable) return [];
    const at = changed.indexOf(from);
    return [{ tensor: to.tensor, next: at < 0 ? to.tensor : (graphs[terms.length + at] as Tensor) }];
  });
  const others = sides.filter((each) => each !== side).flatMap(({ own }) => [...own.values()]);
  const program = {
    batch: [...fed, ...Object.values(scalars)],
    fixed: others.map(({ tensor }) => tensor),
    state: [...next, ...kept],
    outputs: Object.fromEntries(terms.map((term, i) => [term, losses[i] as Tensor])),
  };
  return { stepper: createStepper(program, { device }), terms };
}

/** Batches of examples in random order, all of them before any comes again; what is left of a pass is dropped. */
function shuffledBatches(size: number, batchSize: number, random: Random): (count: number) => Uint32Array[] {
  let order: Uint32Array = new Uint32Array();
  let at = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      if (at + batchSize > order.length) [order, at] = [random.permutation(size), 0];
      at += batchSize;
      return order.subarray(at - batchSize, at);
    });
}
