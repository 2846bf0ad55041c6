import { isFloat } from "../core/dtype.ts";
import { GradientError, ShapeError } from "../core/errors.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import type { Node, Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { fullLike } from "../ops/structure.ts";
import { forwardForm } from "../rewrite/forward.ts";
import { nodesOf } from "../rewrite/graph.ts";

export interface GradientsOptions {
  /** Gradient of `of` itself, same shape. Default ones: the gradient of the sum of `of`. */
  readonly seed?: Tensor;
  /** What to return for a tensor that `of` does not depend on: an error (default) or zeros. */
  readonly unconnected?: "error" | "zero";
}

/**
 * Gradients of the sum of `of` by each tensor of `withRespectTo`, as graphs: differentiate them again for second
 * derivatives. Unstable forms (`log(softmax(x))` and the like) are differentiated in their stable form.
 * @returns one tensor per entry, of its shape
 * @throws GradientError when an op on the way has no gradient (the message names it and the path) or nothing connects the two
 */
export function gradients(of: Tensor, withRespectTo: readonly Tensor[], options: GradientsOptions = {}): Tensor[] {
  if (!isFloat(of.dtype))
    throw new GradientError("gradients", { expected: "a float tensor to differentiate", got: of.toString() });
  const target = forwardForm([of], withRespectTo)[0] as Tensor;
  const nodes = nodesOf([target]);
  const wanted = new Set(withRespectTo);
  const reached = reachable(nodes, wanted);
  const grads = new Map<Tensor, Tensor>();
  const accumulate = (tensor: Tensor, grad: Tensor): void => {
    const sum = grads.get(tensor);
    grads.set(tensor, sum === undefined ? grad : add(sum, grad));
  };
  const { seed } = options;
  if (seed !== undefined && !sameShape(seed.shape, of.shape))
    throw new ShapeError("gradients", {
      expected: `a seed of shape ${shapeText(of.shape)}`,
      got: shapeText(seed.shape),
    });
  if (reached.has(target)) accumulate(target, seed ?? fullLike(target, 1));
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as Node;
    const incoming = node.outputs.map((output) => grads.get(output));
    if (!incoming.some(Boolean) || !differentiableInputs(node).some((input) => reached.has(input))) continue;
    if (node.op.gradient === undefined) throw missingGradient(node, target, withRespectTo, reached);
    const { inputs, outputs, attributes } = node;
    const grad = incoming[0] as Tensor;
    const results = node.op.gradient({ node, inputs, outputs, attributes, grads: incoming, grad });
    inputs.forEach((input, position) => {
      const result = results[position];
      if (result !== undefined && reached.has(input)) accumulate(input, result);
    });
  }
  return withRespectTo.map((tensor) => {
    const grad = grads.get(tensor);
    if (grad !== undefined) return grad;
    if (options.unconnected === "zero") return fullLike(tensor, 0);
    const block = blockade(target, tensor, nodes);
    if (block !== undefined) throw missingGradient(block, target, [tensor], reached);
    throw new GradientError(`gradient by ${tensor.name}`, {
      expected: `a path from ${of} to ${tensor}`,
      got: "none, or only through stopGradient, conditions and indices",
      fix: 'compute the loss from it, or pass { unconnected: "zero" }',
    });
  });
}

function differentiableInputs(node: Node): Tensor[] {
  const selectors = node.op.selectors ?? [];
  return node.inputs.filter((_, position) => !selectors.includes(position));
}

/** Tensors through which a change in a wanted tensor reaches the target. */
function reachable(nodes: readonly Node[], wanted: ReadonlySet<Tensor>): Set<Tensor> {
  const reached = new Set<Tensor>(wanted);
  for (const node of nodes)
    if (differentiableInputs(node).some((input) => reached.has(input)))
      for (const output of node.outputs) reached.add(output);
  return reached;
}

/** The op that stops every gradient between two tensors that are connected, through integers or bools: a mask, a count. */
function blockade(target: Tensor, tensor: Tensor, nodes: readonly Node[]): Node | undefined {
  const reached = reachable(nodes, new Set([tensor]));
  let at: Tensor | undefined = reached.has(target) ? target : undefined;
  let last: Node | undefined;
  while (at !== undefined && at !== tensor) {
    if (!isFloat(at.dtype)) last = at.node;
    at = differentiableInputs(at.node).find((input) => reached.has(input));
  }
  return last;
}

function missingGradient(
  node: Node,
  target: Tensor,
  wanted: readonly Tensor[],
  reached: ReadonlySet<Tensor>,
): GradientError {
  const below: Tensor[] = [];
  let at: Tensor | undefined = node.outputs[0] as Tensor;
  while (at !== undefined && !wanted.includes(at)) {
    at = differentiableInputs(at.node).find((input) => reached.has(input));
    if (at !== undefined) below.push(at);
  }
  const path = [target.name, "...", node.op.name, ...below.map((tensor) => tensor.name)];
  const shown = path.length > 12 ? [...path.slice(0, 6), "...", ...path.slice(-5)] : path;
  return new GradientError(node.op.name, {
    expected: `an op with a gradient on the way to ${below.at(-1)?.name ?? "the parameter"}`,
    got: `${node.op.name}, which has none (path: ${shown.join(" <- ")})`,
    fix:
      node.op.smoothForm === undefined
        ? "wrap it in stopGradient if it is meant to be constant"
        : `use ${node.op.smoothForm}`,
  });
}
