import { sameShape, sizeOf } from "../core/shape.ts";
import { constantData, type Node, type Tensor } from "../core/tensor.ts";
import { mul, neg, sub } from "../ops/arithmetic.ts";
import { expm1, logSigmoid, mulLogarithm, sigmoid, softplus } from "../ops/exponential.ts";
import { logSoftmax, logSumExp, softmax } from "../ops/reduce.ts";
import { rewrite, withInputs } from "./graph.ts";

/**
 * Rewrites forms that lose digits, overflow or have a dead gradient into equal ones that do not.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are and where they are: something is differentiated by them
 */
export function stabilise(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  const kept = new Set(keep);
  // A form that contains a kept tensor is left alone: its stable form would go past it.
  const made: Source = (x) => (kept.has(x) ? undefined : x.node);
  return rewrite(
    outputs,
    (node) => {
      for (const rule of rules) {
        const result = rule(node, made);
        // A constant of more axes than its neighbour may stretch a form beyond the shape of its stable one.
        if (result !== undefined && sameShape(result.shape, (node.outputs[0] as Tensor).shape)) return [result];
      }
      return undefined;
    },
    keep,
  );
}

/** The node that made a tensor, undefined where it may not be looked behind. */
type Source = (x: Tensor) => Node | undefined;
type StableForm = (node: Node, made: Source) => Tensor | undefined;

/** Each looks at one node and what feeds it. The names say what is matched. */
const rules: readonly StableForm[] = [
  logOf,
  log1pOf,
  xlogyOf,
  xlog1pyOf,
  binaryEntropy,
  oneMinusSigmoid,
  expMinusOne,
  quotientOfExponentials,
];

function logOf(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "log") return undefined;
  const { source, restore } = peel(node.inputs[0] as Tensor, made);
  if (source === undefined) return undefined;
  const { op, inputs, attributes } = source;
  const [a, b] = inputs as [Tensor, Tensor];
  if (op.name === "softmax") return restore(logSoftmax(a, { axis: attributes["axis"] as number }));
  if (op.name === "sigmoid") return restore(logSigmoid(a));
  if (op.name === "sum") {
    const x = operandOf("exp", a, made);
    return x && restore(logSumExp(x, attributes as { axes: number[]; keepDims: boolean }));
  }
  if (op.name !== "add") return undefined;
  const x = (isScalar(a, 1) && operandOf("exp", b, made)) || (isScalar(b, 1) && operandOf("exp", a, made));
  return x && sameShape(x.shape, (source.outputs[0] as Tensor).shape) ? restore(softplus(x)) : undefined;
}

function log1pOf(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "log1p") return undefined;
  const { source, restore } = peel(node.inputs[0] as Tensor, made);
  const x = source?.inputs[0];
  if (x === undefined) return undefined;
  if (source?.op.name === "exp") return restore(softplus(x));
  if (source?.op.name !== "neg") return undefined;
  const inner = peel(x, made);
  if (inner.source?.op.name !== "sigmoid") return undefined;
  return restore(inner.restore(neg(softplus(inner.source.inputs[0] as Tensor))));
}

/** t log(p) of a softmax or sigmoid: t times its logarithm's stable form, 0 where t is 0. */
function xlogyOf(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "xlogy") return undefined;
  const [t, p] = node.inputs as [Tensor, Tensor];
  const { source, restore } = peel(p, made);
  const x = source?.inputs[0] as Tensor;
  if (source?.op.name === "softmax")
    return mulLogarithm(t, restore(logSoftmax(x, { axis: source.attributes["axis"] as number })));
  return source?.op.name === "sigmoid" ? mulLogarithm(t, restore(logSigmoid(x))) : undefined;
}

/** t log(1 - p) of a sigmoid. */
function xlog1pyOf(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "xlog1py") return undefined;
  const [t, y] = node.inputs as [Tensor, Tensor];
  const p = operandOf("neg", y, made);
  if (p === undefined) return undefined;
  const { source, restore } = peel(p, made);
  return source?.op.name === "sigmoid"
    ? mulLogarithm(t, restore(neg(softplus(source.inputs[0] as Tensor))))
    : undefined;
}

/** t log(sigmoid(x)) + (1 - t) log(1 - sigmoid(x)), as the rules above leave it, = t x - softplus(x): half of the work. */
function binaryEntropy(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "add") return undefined;
  const [first, second] = node.inputs.map(made);
  if (first?.op.name !== "mulOrZero" || second?.op.name !== "mulOrZero") return undefined;
  const [t, logP] = first.inputs as [Tensor, Tensor];
  const [rest, logQ] = second.inputs as [Tensor, Tensor];
  const complement = made(rest);
  if (complement?.op.name !== "sub" || !isScalar(complement.inputs[0] as Tensor, 1) || complement.inputs[1] !== t)
    return undefined;
  const x = softplusOperand(logQ, made);
  const minusX = softplusOperand(logP, made);
  return x !== undefined && minusX !== undefined && operandOf("neg", minusX, made) === x
    ? sub(mul(t, x), softplus(x))
    : undefined;
}

/** x of -softplus(x). */
function softplusOperand(y: Tensor, made: Source): Tensor | undefined {
  const inner = operandOf("neg", y, made);
  return inner && operandOf("softplus", inner, made);
}

/** 1 - sigmoid(x) = sigmoid(-x), whose digits survive for large x (and whose logarithm `logOf` then finds). */
function oneMinusSigmoid(node: Node, made: Source): Tensor | undefined {
  if (node.op.name !== "sub" || !isScalar(node.inputs[0] as Tensor, 1)) return undefined;
  const { source, restore } = peel(node.inputs[1] as Tensor, made);
  return source?.op.name === "sigmoid" ? restore(sigmoid(neg(source.inputs[0] as Tensor))) : undefined;
}

function expMinusOne(node: Node, made: Source): Tensor | undefined {
  const [a, b] = node.inputs as [Tensor, Tensor];
  const x = node.op.name === "sub" && isScalar(b, 1) ? operandOf("exp", a, made) : undefined;
  return x && expm1(x);
}

/** e^x / Σ e^x = softmax(x), softmax(x) / Σ softmax(x) = softmax(x), 1 / (1 + e^-x) = sigmoid(x). */
function quotientOfExponentials(node: Node, made: Source): Tensor | undefined {
  const isReciprocal = node.op.name === "reciprocal";
  if (node.op.name !== "div" && !isReciprocal) return undefined;
  const [numerator, divisor] = isReciprocal ? [undefined, node.inputs[0] as Tensor] : (node.inputs as [Tensor, Tensor]);
  const below = made(divisor);
  if (below === undefined) return undefined;
  const [a, b] = below.inputs as [Tensor, Tensor];
  if (numerator !== undefined && below.op.name === "sum" && below.attributes["keepDims"] === true) {
    const [axis, ...others] = below.attributes["axes"] as [number, ...number[]];
    const source = made(numerator);
    if (source === undefined || others.length > 0 || !isTwin(numerator, a, made)) return undefined;
    if (source.op.name === "exp") return softmax(source.inputs[0] as Tensor, { axis });
    return softmaxAxis(numerator, made) === axis ? numerator : undefined;
  }
  if (below.op.name !== "add" || !(isReciprocal || isScalar(numerator as Tensor, 1))) return undefined;
  const x = (isScalar(a, 1) && operandOf("exp", b, made)) || (isScalar(b, 1) && operandOf("exp", a, made));
  return x ? sigmoid(neg(x)) : undefined;
}

/** The axis along which a softmax, or one whose elements were only moved, sums to 1. */
function softmaxAxis(x: Tensor, made: Source): number | undefined {
  const node = made(x);
  if (node?.op.name === "softmax") return node.attributes["axis"] as number;
  const below = node?.inputs[0];
  if (node === undefined || below === undefined) return undefined;
  const axis = node.op.moves || node.op.name === "identity" ? softmaxAxis(below, made) : undefined;
  if (axis === undefined || node.op.name === "identity") return axis;
  if (node.op.name === "transpose") return (node.attributes["permutation"] as number[]).indexOf(axis);
  if (node.op.name !== "reshape") return undefined; // the others may have taken a part of it
  const before = sizeOf(below.shape.slice(0, axis));
  const at = x.shape.findIndex((size, i) => size === below.shape[axis] && sizeOf(x.shape.slice(0, i)) === before);
  return at < 0 ? undefined : at;
}

/** What the named op was applied to, if that is what made `x`. */
function operandOf(op: string, x: Tensor, made: Source): Tensor | undefined {
  const node = made(x);
  return node?.op.name === op ? node.inputs[0] : undefined;
}

/** Whether two tensors are one, or the same function of one tensor written twice. */
function isTwin(x: Tensor, y: Tensor, made: Source): boolean {
  if (x === y) return true;
  const [a, b] = [made(x), made(y)];
  if (a === undefined || b === undefined || a.op !== b.op || a.inputs[0] !== b.inputs[0]) return false;
  return a.op.name === "exp" || (a.op.name === "softmax" && a.attributes["axis"] === b.attributes["axis"]);
}

function isScalar(x: Tensor, value: number): boolean {
  const data = constantData(x);
  return data !== undefined && data.length === 1 && Number(data[0]) === value;
}

/** The node below any movers, and how to move a tensor of its output's shape the same way. */
function peel(x: Tensor, made: Source): { source: Node | undefined; restore: (y: Tensor) => Tensor } {
  const node = made(x);
  if (node?.op.name === "identity") return peel(node.inputs[0] as Tensor, made); // its domain no longer holds
  if (node === undefined || !node.op.moves) return { source: node, restore: (y) => y };
  const inner = peel(node.inputs[0] as Tensor, made);
  return {
    source: inner.source,
    restore: (y) => withInputs(node, [inner.restore(y), ...node.inputs.slice(1)]).outputs[x.index] as Tensor,
  };
}
