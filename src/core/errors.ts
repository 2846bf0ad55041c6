import leven from "leven";

/** The three things every error says after naming where it arose. */
export interface Problem {
  /** What was required. */
  readonly expected: string;
  /** What came. */
  readonly got: string;
  /** What to do about it. */
  readonly fix?: string;
}

/**
 * Base of every error lossmith raises on purpose. `code` is stable across releases; `message` reads
 * "where: expected ..., got ...; fix".
 */
export abstract class LossmithError extends Error {
  abstract readonly code: string;
  /** The op, layer, loss, option or command that found the problem. */
  readonly where: string;
  readonly problem: Problem;

  constructor(where: string, problem: Problem, options?: ErrorOptions) {
    const { expected, got, fix } = problem;
    super(`${where}: expected ${expected}, got ${got}${fix === undefined ? "" : `; ${fix}`}`, options);
    this.where = where;
    this.problem = problem;
  }
}

/** Shapes that do not fit together. */
export class ShapeError extends LossmithError {
  override readonly name = "ShapeError";
  override readonly code = "SHAPE_MISMATCH";
}

/** A dtype that an operation cannot take, or two that do not mix. */
export class DTypeError extends LossmithError {
  override readonly name = "DTypeError";
  override readonly code = "DTYPE_MISMATCH";
}

/** Logits where probabilities belong, and the like. */
export class DomainError extends LossmithError {
  override readonly name = "DomainError";
  override readonly code = "DOMAIN_MISMATCH";
}

/** An option or argument out of its range. */
export class ArgumentError extends LossmithError {
  override readonly name = "ArgumentError";
  override readonly code = "INVALID_ARGUMENT";
}

/** A name that nothing has. */
export class NameError extends LossmithError {
  override readonly name = "NameError";
  override readonly code = "UNKNOWN_NAME";
}

/** A gradient that does not exist or that does not reach what it was asked for. */
export class GradientError extends LossmithError {
  override readonly name = "GradientError";
  override readonly code = "NO_GRADIENT";
}

/** A symbolic tensor used as if it were a JavaScript value. */
export class SymbolicError extends LossmithError {
  override readonly name = "SymbolicError";
  override readonly code = "SYMBOLIC_VALUE";
}

/** Data that cannot be trained on: empty, out of range, truncated. */
export class DataError extends LossmithError {
  override readonly name = "DataError";
  override readonly code = "INVALID_DATA";
}

/** A file or folder that cannot be read, written or replaced. */
export class FileError extends LossmithError {
  override readonly name = "FileError";
  override readonly code = "FILE_ACCESS";
}

/** A device that is absent, or values of one device given to another. */
export class DeviceError extends LossmithError {
  override readonly name = "DeviceError";
  override readonly code = "DEVICE";
}

/** A graph that cannot be run: a missing input, a duplicate name, a failure inside ONNX Runtime. */
export class GraphError extends LossmithError {
  override readonly name = "GraphError";
  override readonly code = "GRAPH";
}

/** A loss that a saved model was trained with and that nothing defines any more, or that is another one now. */
export class SavedLossError extends LossmithError {
  override readonly name = "SavedLossError";
  override readonly code = "SAVED_LOSS";
}

/** The first bad number of a training, and where it arose. */
export interface NonFiniteFinding {
  /** What was bad: a field of the data, a weight, or what a step computed. */
  readonly cause:
    | "data"
    | "label"
    | "sampleWeight"
    | "weight"
    | "optimizerState"
    | "forward"
    | "gradient"
    | "update"
    | "unknown";
  /** The first op whose result was bad although its operands were not. Of `gradient`: the op that was differentiated. */
  readonly op?: string;
  /** Layer, weight or field. */
  readonly layer?: string;
  /** The loss term, where it is one's alone. */
  readonly term?: string;
  /** Which example of the data set, where one is to blame. */
  readonly row?: number;
  /** The bad number. */
  readonly value?: number;
  /** Step since compile, from 1. */
  readonly step: number;
}

/** A callback of a training that failed. What it threw is the `cause`. */
export class CallbackError extends LossmithError {
  override readonly name = "CallbackError";
  override readonly code = "CALLBACK";
}

/** A loss, gradient or parameter that became NaN or infinite. */
export class NonFiniteError extends LossmithError {
  override readonly name = "NonFiniteError";
  override readonly code = "NON_FINITE";
  /** Where it came from, once that has been looked for. */
  readonly finding: NonFiniteFinding | undefined;
  /** Of `minimize`: the parameters before the bad step, by name. (A model keeps its own.) */
  lastGood: Readonly<Record<string, unknown>> | undefined;

  constructor(where: string, problem: Problem, finding?: NonFiniteFinding) {
    super(where, problem);
    this.finding = finding;
  }
}

/** Names so many that listing them helps nobody. */
const manyNames = 60;

/** The known names closest to `name` by edit distance, best first, none that is far. */
function nearestNames(name: string, known: readonly string[], count: number): string[] {
  const wanted = name.toLowerCase();
  if (wanted === "") return [];
  const far = Math.max(2, Math.floor(wanted.length / 2));
  return known
    .map((candidate) => ({ candidate, distance: leven(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= far)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** The known name closest to `name` by edit distance, or undefined when none is close. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  return nearestNames(name, [...known], 1)[0];
}

/**
 * NameError for `kind` ("loss", "optimizer", ...) with the nearest known name and the whole list; where that is long, with
 * the nearest ones and `elsewhere`, which says where to find the list.
 */
export function unknownName(kind: string, name: unknown, known: Iterable<string>, elsewhere?: string): NameError {
  const list = [...known].sort();
  const [nearest, ...others] = typeof name === "string" ? nearestNames(name, list, 5) : [];
  const isLong = list.length > manyNames;
  const more = [
    ...(others.length > 0 ? [`or ${others.join(", ")}`] : []),
    ...(elsewhere === undefined ? [] : [elsewhere]),
  ];
  const hints = [...(nearest === undefined ? [] : [`did you mean "${nearest}"?`]), ...(isLong ? more : [])];
  return new NameError(kind, {
    expected: isLong ? `one of ${list.length} names` : list.length === 0 ? "none" : `one of ${list.join(", ")}`,
    got: JSON.stringify(name) ?? String(name),
    ...(hints.length === 0 ? {} : { fix: hints.join(" ") }),
  });
}
