import type { GradientContext, Op } from "../core/op.ts";
import { apply, applyOne, constant, constantData, type Node, type Tensor, typeOf } from "../core/tensor.ts";
import { stopGradient } from "../ops/structure.ts";
import { substitute } from "../rewrite/graph.ts";
import { pullBack } from "./gradients.ts";

/** What a segment reads: the same tensor, through which no rewriting sees. */
const enterOp: Op = {
  name: "checkpointInput",
  infer: ([x]) => typeOf(x as Tensor),
  gradient: ({ grad }) => [grad],
  onnx: "alias",
};

/**
 * The first operand, not before the others are there. As an operator whose result shares its operand's memory: a Reshape to
 * a shape that is worked out from the sizes of the others, which ONNX Runtime does not fold. A GPU would have to hand the
 * shape to the CPU, so there it is a copy that reads one element of each.
 */
const afterOp: Op = {
  name: "after",
  infer: ([x]) => typeOf(x as Tensor),
  gradient: ({ grad, inputs }) => inputs.map((_, i) => (i === 0 ? grad : undefined)),
  onnx(emit, { inputs }, [x, ...others], { device }) {
    const first = inputs[0] as Tensor;
    if (device === "webgpu") {
      const zero = emit.constant([0], "int64", [1]);
      return others.reduce<string[]>(
        ([value], other, i) => {
          const flat = emit.node("Reshape", [other, emit.constant([-1], "int64", [1])])[0] as string;
          const element = emit.node("Gather", [flat, zero], { axis: 0 })[0] as string;
          const always = inputs[i + 1]?.dtype === first.dtype ? element : emit.node("Cast", [element], { to: 1 })[0];
          const same = emit.node("Equal", [always as string, always as string])[0] as string;
          return emit.node("Where", [same, value as string, value as string]);
        },
        [x as string],
      );
    }
    const sizes = others.map((other) => emit.node("Size", [other])[0] as string);
    const total = sizes.reduce((sum, size) => emit.node("Add", [sum, size])[0] as string);
    const known = inputs.slice(1).reduce((sum, other) => sum + other.size, 0);
    const isScalar = first.rank === 0;
    const shape = emit.constant(
      (isScalar ? [1] : first.shape).map((size) => size - known),
      "int64",
    );
    const waited = emit.node("Reshape", [x as string, emit.node("Add", [shape, total])[0] as string], {
      allowzero: first.size === 0 ? 1 : undefined,
    });
    return isScalar ? emit.node("Reshape", [waited[0] as string, emit.constant([], "int64")]) : waited;
  },
};

/** Inputs: `count` values, then what they were computed from. Its outputs are the values. */
const checkpointOp: Op = {
  name: "checkpoint",
  infer: (inputs, { count }) => inputs.slice(0, count as number).map(typeOf),
  gradient({ inputs, attributes, grads }: GradientContext) {
    const count = attributes["count"] as number;
    const arrived = grads.flatMap((grad, i) =>
      grad === undefined ? [] : [{ grad, value: values(inputs[i] as Tensor) }],
    );
    const entries = inputs.slice(count);
    const gradients = arrived.map(({ grad }) => grad);
    const again = entries.map((entry) => applyOne(afterOp, [entry, ...gradients]));
    const recomputed = substitute(
      arrived.map(({ value }) => value),
      new Map(entries.map((entry, i) => [entry, again[i] as Tensor])),
    );
    return [...new Array<undefined>(count), ...pullBack(recomputed, gradients, again)];
  },
  onnx: (_emit, node, operands) => operands.slice(0, node.attributes["count"] as number),
};

/** Behind stopGradient, which hides the first computation from differentiation. */
const values = (hidden: Tensor): Tensor => hidden.node.inputs[0] as Tensor;

/**
 * Values of which only what they are computed from is kept for the gradient: the rest is computed once more when the
 * gradient arrives (gradient checkpointing: Chen et al. 2016, arXiv:1604.06174). Memory for time: at most one more forward
 * pass of what is inside. Random ops repeat their numbers; the gradient differs at most by rounding.
 * @param forward makes the values; it may read any tensor that exists before
 * @returns its tensors, ready to use
 */
export function checkpoint(forward: () => readonly Tensor[]): Tensor[] {
  const start = constant(0).node.id;
  const outputs = forward();
  const isOutside = (x: Tensor): boolean => x.node.id <= start;
  const entries = new Map<Tensor, Tensor>();
  const inside = new Set<Node>();
  const stack: Node[] = [];
  const visit = (x: Tensor): void => {
    if (!isOutside(x)) stack.push(x.node);
    else if (constantData(x) === undefined && !entries.has(x)) entries.set(x, applyOne(enterOp, [x]));
  };
  outputs.forEach(visit);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (inside.has(node)) continue;
    inside.add(node);
    node.inputs.forEach(visit);
  }
  const hidden = substitute(outputs, entries).map(stopGradient);
  return [...apply(checkpointOp, [...hidden, ...entries.values()], { count: outputs.length })];
}
