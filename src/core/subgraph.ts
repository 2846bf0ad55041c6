import type { Tensor } from "./tensor.ts";

let nextId = 0;

/**
 * A graph inside a node: the body of a loop. It is closed, which means that it reads nothing but its inputs, so that every
 * pass sees in the node's own inputs what the body needs of the graph around it. Two of them are equal when they are one.
 */
export class Subgraph {
  readonly id: number = nextId++;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];

  constructor(inputs: readonly Tensor[], outputs: readonly Tensor[]) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** What attributes are compared by. */
  toJSON(): string {
    return `subgraph ${this.id}`;
  }
}
