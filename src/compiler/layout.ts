import { type Shape, sizeOf } from "../core/shape.ts";
import { applyOne, constantData, type Node, type Tensor } from "../core/tensor.ts";
import { matMul } from "../ops/matmul.ts";
import { reshape, transpose } from "../ops/structure.ts";
import { nodesOf, rewrite } from "../rewrite/graph.ts";
import { share } from "./share.ts";

/** An order of axes: for each new axis, the old one. */
type Order = readonly number[];

/**
 * Lets parts of the graph work in another order of axes where that saves transpositions: those at the borders of a part
 * cancel. A change is kept only if fewer elements are transposed after it. (ONNX Runtime does much of this itself: for
 * convolutional networks the gain is 0 to 5 % of a training step.)
 */
export function layout(outputs: readonly Tensor[]): Tensor[] {
  // Aliases have done their work (gradients, domains) and would stand between a transposition and its inverse.
  let current = share(rewrite(outputs, (node) => (node.op.onnx === "alias" ? [node.inputs[0] as Tensor] : undefined)));
  for (;;) {
    const routes = improvements(current);
    const next = share(
      rewrite(current, (node, before) =>
        isTransposition(node)
          ? [transposed(node.inputs[0] as Tensor, orderOf(node))]
          : routes.get(before)?.(node.inputs),
      ),
    );
    if (cost(next) >= cost(current)) return current;
    current = next;
  }
}

/** Elements that are transposed when the graph runs. */
function cost(outputs: readonly Tensor[]): number {
  const users = usersOf(outputs);
  return nodesOf(outputs).reduce((total, node) => total + (isTransposition(node) ? costOf(node, users) : 0), 0);
}

function costOf(node: Node, users: Users): number {
  const [x, y] = [node.inputs[0] as Tensor, node.outputs[0] as Tensor];
  const free =
    constantData(x) !== undefined ||
    users.get(y)?.every((user) => user !== undefined && absorbs(user, y, orderOf(node)));
  return free ? 0 : y.size;
}

/** Nodes that read each tensor; undefined stands for the caller. */
type Users = ReadonlyMap<Tensor, readonly (Node | undefined)[]>;

function usersOf(outputs: readonly Tensor[]): Users {
  const users = new Map<Tensor, (Node | undefined)[]>();
  const note = (x: Tensor, user: Node | undefined): unknown => users.get(x)?.push(user) ?? users.set(x, [user]);
  for (const x of outputs) note(x, undefined);
  for (const node of nodesOf(outputs)) for (const x of node.inputs) note(x, node);
  return users;
}

/** ONNX Runtime multiplies by a float32 matrix read in the other direction (its FusedMatMul). */
function absorbs(user: Node, x: Tensor, order: Order): boolean {
  const swapsLastTwo = order.every((axis, i) => axis === (i < x.rank - 2 ? i : 2 * x.rank - 3 - i));
  return user.op.name === "matMul" && x.dtype === "float32" && swapsLastTwo;
}

/** How to compute a node's outputs, in their old order, from the inputs, by an op that works in the new one. */
type Computation = (inputs: readonly Tensor[]) => readonly Tensor[];

function improvements(outputs: readonly Tensor[]): Map<Node, Computation> {
  const users = usersOf(outputs);
  const found = new Map<Node, Computation>();
  const taken = new Set<Node>();
  for (const node of nodesOf(outputs)) {
    if (!isTransposition(node) || costOf(node, users) === 0) continue;
    const order = orderOf(node);
    for (const [start, wanted] of [
      [node.inputs[0] as Tensor, order],
      [node.outputs[0] as Tensor, inverse(order)],
    ] as const) {
      const region = grow(start, wanted, users);
      if (region.gain <= 0 || [...region.nodes.keys()].some((other) => taken.has(other))) continue;
      for (const [inside, route] of region.nodes) {
        taken.add(inside);
        found.set(inside, (inputs) => [
          transposed(route.compute(inputs.map((x, i) => transposed(x, route.inputs[i] ?? []))), inverse(route.output)),
        ]);
      }
      break;
    }
  }
  return found;
}

/** Nodes that can all work in another order, and how many elements fewer are transposed then. */
interface Region {
  readonly nodes: ReadonlyMap<Node, Route>;
  readonly gain: number;
}

/** Follows an order from one tensor through all nodes that can take it on. */
function grow(start: Tensor, wanted: Order, users: Users): Region {
  const orders = new Map<Tensor, Order>([[start, wanted]]);
  const nodes = new Map<Node, Route>();
  for (const [x, order] of orders) {
    // (A Map's iteration also visits what is added meanwhile.)
    for (const node of [x.node, ...(users.get(x) ?? [])]) {
      if (node === undefined || nodes.has(node)) continue;
      const route = routeThrough(node, x, order);
      if (route === undefined) continue;
      const sides = [
        ...node.inputs.map((input, i) => [input, route.inputs[i]] as const),
        [node.outputs[0] as Tensor, route.output] as const,
      ];
      const known = sides.filter(([side]) => orders.has(side));
      if (!known.every(([side, asked]) => asked !== undefined && agree(asked, orders.get(side) as Order, side.shape)))
        continue;
      nodes.set(node, route);
      for (const [side, asked] of sides)
        if (asked !== undefined && !isTrivial(asked, side.shape)) orders.set(side, orders.get(side) ?? asked);
    }
  }
  let gain = 0;
  for (const [x, order] of orders) {
    const readers = users.get(x) ?? [];
    const outside = readers.filter((user) => user === undefined || !nodes.has(user));
    if (nodes.has(x.node)) gain += gainAfter(x, order, outside, users);
    else if (outside.length < readers.length) gain += gainBefore(x, order, outside, nodes, users);
  }
  return { nodes, gain };
}

/** x is computed in another order: transpositions after it may cancel, other readers need one. */
function gainAfter(x: Tensor, order: Order, outside: readonly (Node | undefined)[], users: Users): number {
  let gain = 0;
  let needsBack = false;
  for (const user of outside) {
    if (user === undefined) needsBack = true;
    else if (isTransposition(user)) gain += agree(orderOf(user), order, x.shape) ? costOf(user, users) : 0;
    else if (!absorbs(user, x, order)) needsBack = true;
  }
  return gain - (needsBack ? x.size : 0);
}

/** x comes from outside and is wanted in another order: a transposition before it may cancel, otherwise one is needed. */
function gainBefore(
  x: Tensor,
  order: Order,
  outside: readonly (Node | undefined)[],
  nodes: Map<Node, Route>,
  users: Users,
): number {
  const { node } = x;
  if (constantData(x) !== undefined) return 0;
  if (isTransposition(node)) {
    const cancels = isTrivial(compose(orderOf(node), order), x.shape);
    return (outside.length === 0 ? costOf(node, users) : 0) - (cancels ? 0 : x.size);
  }
  const route = outside.length === 0 ? swappedProduct(node) : undefined;
  if (route !== undefined) nodes.set(node, route);
  const isThere = outside.some(
    (user) => user !== undefined && isTransposition(user) && agree(orderOf(user), order, x.shape),
  );
  return route !== undefined || isThere ? 0 : -x.size;
}

/** The orders in which a node's inputs and output go together, and the node in them. */
interface Route {
  /** Undefined: as it is. */
  readonly inputs: readonly (Order | undefined)[];
  readonly output: Order;
  readonly compute: (inputs: readonly Tensor[]) => Tensor;
}

/** How `node` works when its tensor x has another order; undefined: it cannot. */
function routeThrough(node: Node, x: Tensor, order: Order): Route | undefined {
  if (node.outputs.length !== 1 || isTransposition(node)) return undefined;
  if (isElementwise(node)) return elementwiseRoute(node, x, order);
  if (node.op.name === "reshape") return reshapeRoute(node, x, order);
  return reductions.has(node.op.name) ? reductionRoute(node, x, order) : undefined;
}

const reductions: ReadonlySet<string> = new Set(["sum", "max", "min"]);
const elementwise: ReadonlySet<string> = new Set([
  "cast",
  "equal",
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
  "logicalNot",
  "logicalAnd",
  "logicalOr",
  "logicalXor",
  "where",
  "clip",
  "round",
  "isNaN",
  "isFinite",
]);

function isElementwise({ op }: Node): boolean {
  return op.evaluate !== undefined || elementwise.has(op.name);
}

function elementwiseRoute(node: Node, x: Tensor, order: Order): Route | undefined {
  const output = node.outputs[0] as Tensor;
  if (x.size !== output.size || x.rank !== output.rank) return undefined;
  const inputs = node.inputs.map((input) => (input.rank === output.rank ? order : undefined));
  // An operand of fewer axes gets the missing ones first.
  const full = (input: Tensor): Tensor =>
    input.rank === 0 || input.rank === output.rank
      ? input
      : transposed(reshape(input, [...new Array(output.rank - input.rank).fill(1), ...input.shape]), order);
  return { inputs, output: order, compute: (given) => applyOne(node.op, given.map(full), node.attributes) };
}

function reshapeRoute(node: Node, x: Tensor, order: Order): Route | undefined {
  const [from, to] = [(node.inputs[0] as Tensor).shape, (node.outputs[0] as Tensor).shape];
  const [input, output] = x === node.outputs[0] ? [carry(order, to, from), order] : [order, carry(order, from, to)];
  if (input === undefined || output === undefined) return undefined;
  return { inputs: [input], output, compute: ([given]) => reshape(given as Tensor, permute(to, output)) };
}

/** The order that goes with another shape of the same elements, if no axes are split that must stay together. */
function carry(order: Order, from: Shape, to: Shape): Order | undefined {
  if (sizeOf(from) === 0) return undefined;
  const [left, right] = [from, to].map((shape) => shape.flatMap((size, axis) => (size === 1 ? [] : [axis]))) as [
    number[],
    number[],
  ];
  const blocks: { readonly from: number[]; readonly to: number[] }[] = [];
  while (left.length > 0) {
    const block = { from: [left.shift() as number], to: [right.shift() as number] };
    const size = (shape: Shape, axes: number[]): number =>
      axes.reduce((product, axis) => product * (shape[axis] as number), 1);
    for (;;) {
      const difference = size(from, block.from) - size(to, block.to);
      if (difference === 0) break;
      if (difference < 0) block.from.push(left.shift() as number);
      else block.to.push(right.shift() as number);
    }
    blocks.push(block);
  }
  const result: number[] = [];
  let rest = order.filter((axis) => from[axis] !== 1);
  while (rest.length > 0) {
    const block = blocks.find((candidate) => candidate.from[0] === rest[0]);
    if (block === undefined || block.from.some((axis, i) => axis !== rest[i])) return undefined;
    result.push(...block.to);
    rest = rest.slice(block.from.length);
  }
  return [...result, ...to.flatMap((size, axis) => (size === 1 ? [axis] : []))];
}

function reductionRoute(node: Node, x: Tensor, order: Order): Route | undefined {
  const { axes, keepDims } = node.attributes as { axes: readonly number[]; keepDims: boolean };
  if (x !== node.inputs[0] && !keepDims) return undefined;
  const kept = order.filter((axis) => !axes.includes(axis));
  const names = [...kept].sort((a, b) => a - b);
  const attributes = { ...node.attributes, axes: order.flatMap((axis, i) => (axes.includes(axis) ? [i] : [])) };
  return {
    inputs: [order],
    output: keepDims ? order : kept.map((axis) => names.indexOf(axis)),
    compute: (given) => applyOne(node.op, given, attributes),
  };
}

/** (a b)ᵀ = bᵀ aᵀ, for matrices that can be read in either direction. */
function swappedProduct(node: Node): Route | undefined {
  const [a, b] = node.inputs;
  if (node.op.name !== "matMul" || a?.rank !== 2 || b?.rank !== 2 || a.dtype !== "float32") return undefined;
  return {
    inputs: [
      [1, 0],
      [1, 0],
    ],
    output: [1, 0],
    compute: ([left, right]) => matMul(right as Tensor, left as Tensor),
  };
}

/** x in another order (none: as it is); a transposition of a transposition is one, and none where only axes of size 1 move. */
function transposed(x: Tensor, order: Order): Tensor {
  if (order.length === 0) return x;
  if (isTransposition(x.node)) return transposed(x.node.inputs[0] as Tensor, compose(orderOf(x.node), order));
  return isTrivial(order, x.shape) ? reshape(x, permute(x.shape, order)) : transpose(x, order);
}

function isTransposition(node: Node): boolean {
  return node.op.name === "transpose";
}

function orderOf(node: Node): Order {
  return node.attributes["permutation"] as Order;
}

function inverse(order: Order): Order {
  return order.map((_, axis) => order.indexOf(axis));
}

/** First one order, then the other. */
function compose(first: Order, second: Order): Order {
  return second.map((axis) => first[axis] as number);
}

function permute(shape: Shape, order: Order): Shape {
  return order.map((axis) => shape[axis] as number);
}

/** Whether two orders differ at most in where axes of size 1 are. */
function agree(a: Order, b: Order, shape: Shape): boolean {
  const [left, right] = [a, b].map((order) => order.filter((axis) => shape[axis] !== 1)) as [number[], number[]];
  return left.length === right.length && left.every((axis, i) => axis === right[i]);
}

function isTrivial(order: Order, shape: Shape): boolean {
  return agree(
    order,
    shape.map((_, axis) => axis),
    shape,
  );
}
