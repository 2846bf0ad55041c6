import { isFloat, toNumbers } from "../core/dtype.ts";
import { sameShape } from "../core/shape.ts";
import { applyOne, constant, constantData, type Node, type Tensor } from "../core/tensor.ts";
import { broadcastTo, reshape, transpose } from "../ops/structure.ts";
import { rewrite, withInputs } from "../rewrite/graph.ts";
import { gatherFactors } from "./scalars.ts";
import { uniformValue } from "./uniform.ts";

/** Largest constant that is computed here rather than by ONNX Runtime. */
const foldLimit = 4096;

/** Computes what is constant, drops what does nothing and moves broadcasts outwards, so that less is computed per step. */
export function fold(outputs: readonly Tensor[]): Tensor[] {
  return rewrite(outputs, (node) => {
    let at = node;
    let result: Tensor | undefined;
    // One rule's result may be the next one's case (a broadcast moved out leaves a constant to compute).
    for (let next = step(at); next !== undefined; next = step(at)) {
      result = next;
      if (at === next.node) break;
      at = next.node;
    }
    return result === undefined ? undefined : [result];
  });
}

function step(node: Node): Tensor | undefined {
  for (const rule of rules) {
    const result = rule(node);
    if (result !== undefined) return result;
  }
  return undefined;
}

const rules: readonly ((node: Node) => Tensor | undefined)[] = [
  constantResult,
  neutralOperand,
  inverseOfInverse,
  needlessBroadcast,
  uniformOperand,
  broadcastOutwards,
  gatherFactors,
  layoutOfLayout,
  sumOverOnes,
];

function isElementwise(node: Node): boolean {
  return node.op.evaluate !== undefined;
}

function constantResult(node: Node): Tensor | undefined {
  const { evaluate } = node.op;
  const output = node.outputs[0] as Tensor;
  if (evaluate === undefined || !isFloat(output.dtype) || output.size > foldLimit) return undefined;
  const operands: ArrayLike<number>[] = [];
  for (const x of node.inputs) {
    const uniform = isFloat(x.dtype) ? uniformValue(x) : undefined;
    const data = constantData(x);
    if (uniform !== undefined) operands.push([uniform]);
    else if (data === undefined || !(x.size === 1 || sameShape(x.shape, output.shape))) return undefined;
    else operands.push(toNumbers(x.dtype, data));
  }
  const { shape, dtype, domain } = output;
  if (operands.every(({ length }) => length === 1)) {
    const value = constant(evaluate(...operands.map((operand) => operand[0] as number)), { dtype, domain });
    return shape.length === 0 ? value : broadcastTo(value, shape);
  }
  const values = Float64Array.from({ length: output.size }, (_, i) =>
    evaluate(...operands.map((operand) => operand[operand.length === 1 ? 0 : i] as number)),
  );
  return constant(Array.from(values), { shape, dtype, domain });
}

/** x + 0, x - 0, x · 1, x / 1, x^1: x itself. */
function neutralOperand(node: Node): Tensor | undefined {
  const neutral = { add: 0, sub: 0, mul: 1, div: 1, pow: 1 }[node.op.name];
  if (neutral === undefined) return undefined;
  const [a, b] = node.inputs as [Tensor, Tensor];
  const output = node.outputs[0] as Tensor;
  if (uniformValue(b) === neutral && sameShape(a.shape, output.shape)) return a;
  const commutes = node.op.name === "add" || node.op.name === "mul";
  return commutes && uniformValue(a) === neutral && sameShape(b.shape, output.shape) ? b : undefined;
}

/** -(-x): x. */
function inverseOfInverse(node: Node): Tensor | undefined {
  const inner = (node.inputs[0] as Tensor | undefined)?.node;
  return node.op.name === "neg" && inner?.op.name === "neg" ? inner.inputs[0] : undefined;
}

/** An operand need not be stretched to the result's shape where another operand has that shape already. */
function needlessBroadcast(node: Node): Tensor | undefined {
  if (!isElementwise(node) || node.inputs.length !== 2) return undefined;
  const shape = (node.outputs[0] as Tensor).shape;
  const position = node.inputs.findIndex((x) => x.node.op.name === "broadcastTo");
  const other = node.inputs[1 - position];
  if (position < 0 || other === undefined || !sameShape(other.shape, shape)) return undefined;
  if (other.node.op.name === "broadcastTo") return undefined;
  const narrow = (node.inputs[position] as Tensor).node.inputs[0] as Tensor;
  return withInputs(node, position === 0 ? [narrow, other] : [other, narrow]).outputs[0];
}

/** An operand of one value throughout need be no more than that value. */
function uniformOperand(node: Node): Tensor | undefined {
  if (!isElementwise(node) || node.inputs.length !== 2) return undefined;
  const { shape } = node.outputs[0] as Tensor;
  const position = node.inputs.findIndex((x) => x.rank > 0 && uniformValue(x) !== undefined);
  const [x, other] = [node.inputs[position], node.inputs[1 - position]];
  if (x === undefined || other === undefined || !isFloat(x.dtype) || !sameShape(other.shape, shape)) return undefined;
  const value = constant(uniformValue(x) as number, { dtype: x.dtype, domain: x.domain });
  return withInputs(node, position === 0 ? [value, other] : [other, value]).outputs[0];
}

/** f(broadcast(x), scalar) = broadcast(f(x, scalar)). */
function broadcastOutwards(node: Node): Tensor | undefined {
  if (!isElementwise(node)) return undefined;
  const narrow = node.inputs.map((x) => (x.node.op.name === "broadcastTo" ? (x.node.inputs[0] as Tensor) : x));
  const output = node.outputs[0] as Tensor;
  if (narrow.every((x, i) => x === node.inputs[i])) return undefined;
  const result = applyOne(node.op, narrow, node.attributes);
  return result.size < output.size ? broadcastTo(result, output.shape) : undefined;
}

/** A reshape of a reshape, a transpose of a transpose, a broadcast of a broadcast: one. */
function layoutOfLayout(node: Node): Tensor | undefined {
  const inner = (node.inputs[0] as Tensor | undefined)?.node;
  if (inner === undefined || inner.op !== node.op) return undefined;
  const x = inner.inputs[0] as Tensor;
  const output = node.outputs[0] as Tensor;
  if (node.op.name === "reshape") return reshape(x, output.shape);
  if (node.op.name === "broadcastTo") return broadcastTo(x, output.shape);
  if (node.op.name !== "transpose") return undefined;
  const [first, second] = [inner.attributes["permutation"], node.attributes["permutation"]] as [number[], number[]];
  return transpose(
    x,
    second.map((axis) => first[axis] as number),
  );
}

function sumOverOnes(node: Node): Tensor | undefined {
  if (node.op.name !== "sum") return undefined;
  const x = node.inputs[0] as Tensor;
  const axes = node.attributes["axes"] as number[];
  return axes.every((axis) => x.shape[axis] === 1) ? reshape(x, (node.outputs[0] as Tensor).shape) : undefined;
}
