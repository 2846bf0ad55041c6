import { isFloat } from "../core/dtype.ts";
import { GradientError, ShapeError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
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
  const { seed = fullLike(of, 1) } = options;
  if (!sameShape(seed.shape, of.shape))
    throw new ShapeError("gradients", {
      expected: `a seed of shape ${shapeText(of.shape)}`,
      got: shapeText(seed.shape),
    });
  const flow = flowBack([of], [seed], withRespectTo);
  const target = flow.targets[0] as Tensor;
  return withRespectTo.map((tensor) => {
    const grad = flow.grads.get(tensor);
    if (grad !== undefined) return grad;
    if (options.unconnected === "zero") return fullLike(tensor, 0);
    const block = blockade(target, tensor, flow.nodes);
    if (block !== undefined) throw missingGradient(block, target, [tensor], flow.reached);
    throw new GradientError(`gradient by ${tensor.name}`, {
      expected: `a path from ${of} to ${tensor}`,
      got: "none, or only through stopGradient, conditions and indices",
      fix: 'compute the loss from it, or pass { unconnected: "zero" }',
    });
  });
}

/**
 * Gradients of the sum of `outputs`, each weighed by its seed, undefined where nothing connects.
 * @throws GradientError when an op on the way has no gradient
 */
export function pullBack(
  outputs: readonly Tensor[],
  seeds: readonly Tensor[],
  withRespectTo: readonly Tensor[],
): (Tensor | undefined)[] {
  const { grads } = flowBack(outputs, seeds, withRespectTo);
  return withRespectTo.map((tensor) => grads.get(tensor));
}

interface Flow {
  /** The outputs, in the form that was differentiated. */
  readonly targets: readonly Tensor[];
  readonly nodes: readonly Node[];
  readonly reached: ReadonlySet<Tensor>;
  readonly grads: ReadonlyMap<Tensor, Tensor>;
}

function flowBack(outputs: readonly Tensor[], seeds: readonly Tensor[], withRespectTo: readonly Tensor[]): Flow {
  const targets = forwardForm(outputs, withRespectTo);
  const nodes = nodesOf(targets);
  const reached = reachable(nodes, withRespectTo);
  const grads = new Map<Tensor, Tensor>();
  const accumulate = (tensor: Tensor, grad: Tensor): void => {
    const sum = grads.get(tensor);
    grads.set(tensor, sum === undefined ? grad : add(sum, grad));
  };
  targets.forEach((target, i) => {
    if (reached.has(target)) accumulate(target, seeds[i] as Tensor);
  });
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as Node;
    const incoming = node.outputs.map((output) => grads.get(output));
    if (!incoming.some(Boolean) || !differentiableInputs(node).some((input) => reached.has(input))) continue;
    if (node.op.gradient === undefined) {
      const target = targets.find((each) => nodesOf([each]).includes(node)) as Tensor;
      throw missingGradient(node, target, withRespectTo, reached);
    }
    const { inputs, outputs: results, attributes } = node;
    const needed = inputs.map((input) => reached.has(input));
    const grad = incoming[0] as Tensor;
    const { gradient, name } = node.op;
    within(node.origin && { ...node.origin, op: name, gradient: true }, () => {
      const parts = gradient({ node, inputs, outputs: results, attributes, grads: incoming, grad, needed });
      inputs.forEach((input, position) => {
        const part = parts[position];
        if (part !== undefined && reached.has(input)) accumulate(input, part);
      });
    });
  }
  return { targets, nodes, reached, grads };
}

function differentiableInputs(node: Node): Tensor[] {
  const selectors = node.op.selectors ?? [];
  return node.inputs.filter((_, position) => !selectors.includes(position));
}

/** Tensors that change with one of the wanted ones. @param nodes inputs before users */
export function reachable(nodes: readonly Node[], wanted: Iterable<Tensor>): Set<Tensor> {
  const reached = new Set<Tensor>(wanted);
  for (const node of nodes)
    if (differentiableInputs(node).some((input) => reached.has(input)))
      for (const output of node.outputs) reached.add(output);
  return reached;
}

/** The op that stops every gradient between two tensors that are connected, through integers or bools: a mask, a count. */
function blockade(target: Tensor, tensor: Tensor, nodes: readonly Node[]): Node | undefined {
  const reached = reachable(nodes, [tensor]);
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
