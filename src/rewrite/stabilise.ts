import { constantData, type Node, type Tensor } from "../core/tensor.ts";
import { neg } from "../ops/arithmetic.ts";
import { expm1, logSigmoid, sigmoid, softplus } from "../ops/exponential.ts";
import { logSoftmax, logSumExp, softmax } from "../ops/reduce.ts";
import { rewrite, withInputs } from "./graph.ts";

/**
 * Rewrites forms that lose digits, overflow or have a dead gradient into equal ones that do not.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are: something is differentiated by them
 */
export function stabilise(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  return rewrite(
    outputs,
    (node) => {
      for (const rule of rules) {
        const result = rule(node);
        if (result !== undefined) return [result];
      }
      return undefined;
    },
    keep,
  );
}

type StableForm = (node: Node) => Tensor | undefined;

/** Each looks at one node and what feeds it. The names say what is matched. */
const rules: readonly StableForm[] = [logOf, log1pOf, oneMinusSigmoid, expMinusOne, quotientOfExponentials];

function logOf(node: Node): Tensor | undefined {
  if (node.op.name !== "log") return undefined;
  const { source, restore } = peel(node.inputs[0] as Tensor);
  const { op, inputs, attributes } = source.node;
  const [a, b] = inputs as [Tensor, Tensor];
  if (op.name === "softmax") return restore(logSoftmax(a, { axis: attributes["axis"] as number }));
  if (op.name === "sigmoid") return restore(logSigmoid(a));
  if (op.name === "sum" && a.node.op.name === "exp")
    return restore(logSumExp(a.node.inputs[0] as Tensor, attributes as { axes: number[]; keepDims: boolean }));
  if (op.name !== "add") return undefined;
  if (isScalar(a, 1) && b.node.op.name === "exp") return restore(softplus(b.node.inputs[0] as Tensor));
  if (isScalar(b, 1) && a.node.op.name === "exp") return restore(softplus(a.node.inputs[0] as Tensor));
  return undefined;
}

function log1pOf(node: Node): Tensor | undefined {
  if (node.op.name !== "log1p") return undefined;
  const { source, restore } = peel(node.inputs[0] as Tensor);
  const x = source.node.inputs[0] as Tensor;
  if (source.node.op.name === "exp") return restore(softplus(x));
  if (source.node.op.name !== "neg") return undefined;
  const inner = peel(x);
  if (inner.source.node.op.name !== "sigmoid") return undefined;
  return restore(inner.restore(neg(softplus(inner.source.node.inputs[0] as Tensor))));
}

/** 1 - sigmoid(x) = sigmoid(-x), whose digits survive for large x (and whose logarithm `logOf` then finds). */
function oneMinusSigmoid(node: Node): Tensor | undefined {
  if (node.op.name !== "sub" || !isScalar(node.inputs[0] as Tensor, 1)) return undefined;
  const { source, restore } = peel(node.inputs[1] as Tensor);
  return source.node.op.name === "sigmoid" ? restore(sigmoid(neg(source.node.inputs[0] as Tensor))) : undefined;
}

function expMinusOne(node: Node): Tensor | undefined {
  const [a, b] = node.inputs as [Tensor, Tensor];
  if (node.op.name !== "sub" || !isScalar(b, 1) || a.node.op.name !== "exp") return undefined;
  return expm1(a.node.inputs[0] as Tensor);
}

/** e^x / Σ e^x = softmax(x), softmax(x) / Σ softmax(x) = softmax(x), 1 / (1 + e^-x) = sigmoid(x). */
function quotientOfExponentials(node: Node): Tensor | undefined {
  const isReciprocal = node.op.name === "reciprocal";
  if (node.op.name !== "div" && !isReciprocal) return undefined;
  const [numerator, divisor] = isReciprocal ? [undefined, node.inputs[0] as Tensor] : (node.inputs as [Tensor, Tensor]);
  const { op, inputs, attributes } = divisor.node;
  if (op.name === "sum" && inputs[0] === numerator && attributes["keepDims"] === true) {
    const axes = attributes["axes"] as number[];
    const { node: source } = numerator as Tensor;
    if (source.op.name === "exp" && axes.length === 1) return softmax(source.inputs[0] as Tensor, { axis: axes[0] as number });
    if (source.op.name === "softmax" && axes.length === 1 && axes[0] === source.attributes["axis"]) return numerator;
    return undefined;
  }
  if (op.name !== "add" || !(isReciprocal || isScalar(numerator as Tensor, 1))) return undefined;
  const [a, b] = inputs as [Tensor, Tensor];
  const exponential = isScalar(a, 1) ? b : isScalar(b, 1) ? a : undefined;
  return exponential?.node.op.name === "exp" ? sigmoid(neg(exponential.node.inputs[0] as Tensor)) : undefined;
}

function isScalar(x: Tensor, value: number): boolean {
  const data = constantData(x);
  return data !== undefined && data.length === 1 && Number(data[0]) === value;
}

/** Ops that only move or pick elements of their first input: an elementwise function may be applied before them instead. */
const movers: ReadonlySet<string> = new Set(["reshape", "transpose", "slice", "gather", "gatherElements", "broadcastTo"]);

/** The tensor below any movers, and how to move a tensor of its shape the same way. */
function peel(x: Tensor): { source: Tensor; restore: (y: Tensor) => Tensor } {
  if (x.node.op.name === "identity") return peel(x.node.inputs[0] as Tensor); // its domain no longer holds
  if (!movers.has(x.node.op.name)) return { source: x, restore: (y) => y };
  const inner = peel(x.node.inputs[0] as Tensor);
  return {
    source: inner.source,
    restore: (y) => withInputs(x.node, [inner.restore(y), ...x.node.inputs.slice(1)]).outputs[x.index] as Tensor,
  };
}
