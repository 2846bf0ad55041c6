import { scan } from "../autodiff/scan.ts";
import type { Attributes, Target } from "../core/op.ts";
import { within } from "../core/origin.ts";
import { apply, type Node, type Tensor } from "../core/tensor.ts";
import { broadcastTo, reshape, sum } from "../ops/structure.ts";
import { nodesOf, withInputs } from "../rewrite/graph.ts";

/** Sizes in elements. */
export interface BlockSizes {
  /** Of most tensors, from which on blocks pay. */
  readonly least: number;
  /** Of their blocks, about. */
  readonly block: number;
  /** How many passes over memory there have to be. */
  readonly passes: number;
}

/**
 * Value and gradient of a million elements whole, and in blocks of 2^19, 2^18, 2^17 and 2^16 (2 cores, ms): Huber 0.69, 0.64, 0.56, 0.68, 1.03;
 * soft margin 3.8, 3.1, 2.6, 3.0, 3.7; binary cross-entropy 4.0, 3.6, 2.8, 3.0, 3.9; of four million 21.8, 14.7, 11.6, 12.5, 17.2.
 */
const measured: BlockSizes = { least: 2 ** 19, block: 2 ** 18, passes: 4 };

/**
 * Long chains of elementwise work over large tensors, a few rows at a time: what a block's steps hand each other stays in the
 * cores' caches, where whole tensors go to memory and back at each step. The rows become the sequence of a loop, sums over them sums of
 * the blocks' sums.
 */
export function blockRows(outputs: readonly Tensor[], target: Target, sizes: BlockSizes = measured): Tensor[] {
  if (target.device !== "cpu" || target.portable === true) return [...outputs];
  const nodes = nodesOf(outputs);
  const { places, phases } = placed(nodes);
  const regions = regionsOf(nodes, places, sizes);
  if (regions.size === 0) return [...outputs];
  // Phase by phase: what a loop reads comes before it then, and all of it is of an earlier phase or in no loop.
  const rank = (node: Node): number => 2 * (phases.get(node) as number) + (places.has(node) ? 1 : 0);
  const replaced = new Map<Tensor, Tensor>();
  const current = (x: Tensor): Tensor => replaced.get(x) ?? x;
  const read = readOutside(outputs, nodes, regions);
  for (const node of nodes.toSorted((a, b) => rank(a) - rank(b))) {
    const region = regions.get(node);
    if (region === undefined) {
      const rebuilt = within(node.origin, () => withInputs(node, node.inputs.map(current)));
      for (const [i, x] of node.outputs.entries()) replaced.set(x, rebuilt.outputs[i] as Tensor);
    } else if (region.nodes[0] === node)
      for (const [x, result] of looped(region, read, current)) replaced.set(x, result);
  }
  return outputs.map(current);
}

/**
 * "rows": each row of the result, along axis 0, is computed from the same row of some inputs, and from others as a whole. "total": the
 * sum over the rows.
 */
interface Place {
  readonly kind: "rows" | "total";
  readonly rows: number;
  /** How often the result depends on something that had to be complete before: what has one number and as many rows can be one loop. */
  readonly phase: number;
}

/** What becomes one loop. */
interface Region {
  readonly nodes: readonly Node[];
  readonly rows: number;
  readonly blocks: number;
}

/** The regions that are worth a loop, by their nodes. */
function regionsOf(nodes: readonly Node[], places: ReadonlyMap<Node, Place>, sizes: BlockSizes): Map<Node, Region> {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const place = places.get(node);
    if (place === undefined) continue;
    const key = `${place.rows} ${place.phase}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(node);
  }
  const regions = new Map<Node, Region>();
  for (const group of groups.values()) {
    const { rows } = places.get(group[0] as Node) as Place;
    const blocks = blocksOf(group, rows, sizes);
    if (blocks !== undefined && entriesOf(group, rows).given.length > 0)
      for (const node of group) regions.set(node, { nodes: group, rows, blocks });
  }
  return regions;
}

/** Results of regions that something outside of their own reads. */
function readOutside(
  outputs: readonly Tensor[],
  nodes: readonly Node[],
  regions: ReadonlyMap<Node, Region>,
): ReadonlySet<Tensor> {
  const read = new Set(outputs);
  for (const node of nodes)
    for (const x of node.inputs) if (regions.get(x.node)?.nodes !== regions.get(node)?.nodes) read.add(x);
  return read;
}

/** Where everything in the graph can go that can be done row by row. */
function placed(nodes: readonly Node[]): { places: Map<Node, Place>; phases: Map<Node, number> } {
  const places = new Map<Node, Place>();
  const phases = new Map<Node, number>();
  for (const node of nodes) {
    const shape = rowsOf(node);
    const phaseAfter = (x: Tensor): number => {
      const [before, phase] = [places.get(x.node), phases.get(x.node) as number];
      if (before === undefined) return phase;
      return before.kind === "rows" && shape?.rows === before.rows && isAligned(x, node, shape.rows)
        ? phase
        : phase + 1;
    };
    const phase = Math.max(0, ...node.inputs.map(phaseAfter));
    phases.set(node, phase);
    if (shape !== undefined) places.set(node, { ...shape, phase });
  }
  return { places, phases };
}

/** Whether an input is read row by row, as the result is computed. */
function isAligned(x: Tensor, node: Node, rows: number): boolean {
  return hasRows(x, isElementwise(node) ? (node.outputs[0] as Tensor).rank : x.rank, rows);
}

function isElementwise({ op }: Node): boolean {
  return op.evaluate !== undefined || op.elementwise === true;
}

/** What a node does with rows, or undefined for what has none or mixes them. */
function rowsOf(node: Node): Omit<Place, "phase"> | undefined {
  const { op, inputs, outputs, attributes } = node;
  const [x, output] = [inputs[0], outputs[0] as Tensor];
  if (x === undefined) return undefined;
  const rows = output.shape[0] ?? 1;
  const each = rows > 1 ? ({ kind: "rows", rows } as const) : undefined;
  if (isElementwise(node)) {
    const fits = inputs.every((y) => isAligned(y, node, rows) || y.rank < output.rank || y.shape[0] === 1);
    return fits && inputs.some((y) => isAligned(y, node, rows)) ? each : undefined;
  }
  if (x.rank === 0) return undefined;
  if (op.onnx === "alias") return each;
  if (op.name === "reshape") return x.shape[0] === rows ? each : undefined;
  if (op.name === "broadcastTo") return hasRows(x, output.rank, rows) ? each : undefined;
  if (op.alongAxes !== true) return undefined;
  if (worksAlongRows(attributes)) {
    const isTotal = op.name === "sum" && x.shape[0] !== 1;
    return isTotal ? { kind: "total", rows: x.shape[0] as number } : undefined;
  }
  return x.rank > 1 && inputs.every((y) => y.shape[0] === rows) ? each : undefined;
}

function worksAlongRows({ axes, axis, cuts, widths }: Attributes): boolean {
  if ((axes as readonly number[] | undefined)?.includes(0) || axis === 0) return true;
  if ((cuts as readonly { axis: number }[] | undefined)?.some((cut) => cut.axis === 0)) return true;
  return (widths as readonly (readonly number[])[] | undefined)?.[0]?.some((width) => width !== 0) === true;
}

/**
 * What a region reads row by row: results of `broadcastTo`, which every block can make for itself, and what has to be given, the sources of
 * those that have rows among it.
 */
function entriesOf(nodes: readonly Node[], rows: number): { stretched: readonly Tensor[]; given: readonly Tensor[] } {
  const inside = new Set(nodes);
  const entries = new Set(
    nodes.flatMap((node) => node.inputs.filter((x) => !inside.has(x.node) && isAligned(x, node, rows))),
  );
  const stretched = [...entries].filter((x) => x.node.op.name === "broadcastTo");
  const sources = stretched.flatMap(({ node, rank }) => node.inputs.filter((x) => hasRows(x, rank, rows)));
  const others = [...entries].filter((x) => !stretched.includes(x));
  return { stretched, given: [...new Set([...others, ...sources])] };
}

function hasRows(x: Tensor, rank: number, rows: number): boolean {
  return x.rank === rank && x.shape[0] === rows;
}

/** About how many passes an elementwise op takes that is made of others. */
const passesOfForm = 4;

/** In how many blocks to work through a region, or undefined if not at all. */
function blocksOf(region: readonly Node[], rows: number, { least, block, passes }: BlockSizes): number | undefined {
  const written = region.flatMap((node) => {
    const { op, inputs, outputs } = node;
    if (op.onnx === "alias" || op.name === "reshape" || op.name === "broadcastTo") return [];
    if (!isElementwise(node)) return [(inputs[0] as Tensor).size];
    return Array<number>(op.lower === undefined ? 1 : passesOfForm).fill((outputs[0] as Tensor).size);
  });
  const total = (of: (size: number) => number): number => written.reduce((all, size) => all + of(size), 0);
  const elements = total((size) => size);
  const typical = total((size) => size ** 2) / elements; // the size of what most elements are in
  if (!(typical >= least && elements >= passes * typical)) return undefined;
  for (let blocks = 2; blocks <= rows && typical / blocks >= block / 4; blocks++)
    if (rows % blocks === 0 && typical / blocks <= block) return blocks;
  return undefined;
}

/** The region as a loop over blocks of its rows. @returns what takes the place of what is read outside */
function looped(
  { nodes, rows, blocks }: Region,
  read: ReadonlySet<Tensor>,
  current: (x: Tensor) => Tensor,
): Map<Tensor, Tensor> {
  const exits = nodes.flatMap((node) => node.outputs).filter((x) => read.has(x));
  const { stretched, given } = entriesOf(nodes, rows);
  const inBlocks = (x: Tensor): Tensor => reshape(current(x), [blocks, rows / blocks, ...x.shape.slice(1)]);
  const { outputs: stacked } = scan(
    (_, slices) => {
      const made = new Map(given.map((x, i) => [x, slices[i] as Tensor]));
      for (const x of stretched) {
        const sources = x.node.inputs.map((y) => (hasRows(y, x.rank, rows) ? (made.get(y) as Tensor) : current(y)));
        made.set(x, ofBlock(x.node, sources, rows / blocks)[0] as Tensor);
      }
      for (const node of nodes) {
        const inputs = node.inputs.map((x) => (isAligned(x, node, rows) ? (made.get(x) as Tensor) : current(x)));
        const results = ofBlock(node, inputs, rows / blocks);
        for (const [i, x] of node.outputs.entries()) made.set(x, results[i] as Tensor);
      }
      return { carry: {}, outputs: Object.fromEntries(exits.map((x, i) => [i, made.get(x) as Tensor])) };
    },
    { carry: {}, sequence: Object.fromEntries(given.map((x, i) => [i, inBlocks(x)])) },
  );
  const isTotal = ({ node }: Tensor): boolean => rowsOf(node)?.kind === "total";
  return new Map(
    exits.map((x, i) => {
      const all = stacked[i] as Tensor;
      return [x, isTotal(x) ? sum(all, { axes: 0 }) : reshape(all, x.shape)];
    }),
  );
}

/** A node of the region for some of the rows. @param inputs those rows of what is read row by row, the others whole */
function ofBlock(
  { op, outputs, attributes, origin }: Node,
  inputs: readonly Tensor[],
  rows: number,
): readonly Tensor[] {
  const shape = [rows, ...(outputs[0] as Tensor).shape.slice(1)];
  const x = inputs[0] as Tensor;
  return within(origin, () => {
    if (op.onnx === "alias") return [x];
    if (op.name === "reshape") return [reshape(x, shape)];
    if (op.name === "broadcastTo") return [broadcastTo(x, shape)];
    return apply(op, inputs, attributes);
  });
}
