/** What made a node: kept through rewriting and differentiation, so that a bad number can be traced to its cause. */
export interface Origin {
  /** "layer", "loss", "metric" or "update". */
  readonly part: "layer" | "loss" | "metric" | "update";
  /** Name of the layer, loss, metric or parameter. */
  readonly name: string;
  /** The loss term, where a node belongs to one alone. */
  readonly term?: string;
  /** The op it stands for, where it is of a form chosen for that op, or of its gradient. */
  readonly op?: string;
  /** Whether it is of a gradient. */
  readonly gradient?: boolean;
}

let current: Origin | undefined;

/** What the nodes made now are part of. */
export function currentOrigin(): Origin | undefined {
  return current;
}

/** Labels the nodes that are made meanwhile. */
export function within<T>(origin: Origin | undefined, make: () => T): T {
  const outer = current;
  current = origin;
  try {
    return make();
  } finally {
    current = outer;
  }
}
