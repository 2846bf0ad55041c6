import { scan } from "../autodiff/scan.ts";
import type { Target } from "../core/op.ts";
import { within } from "../core/origin.ts";
import { apply, type Node, type Tensor } from "../core/tensor.ts";
import { broadcastTo, reshape, sum } from "../ops/structure.ts";
import { nodesOf, substitute } from "../rewrite/graph.ts";

/** Sizes in elements. */
export interface BlockSizes {
  /** Of the largest tensor, from which on blocks pay. */
  readonly least: number;
  /** Of its blocks, about. */
  readonly block: number;
  /** How many passes over memory there have to be. */
  readonly passes: number;
}

const measured: BlockSizes = { least: 2 ** 19, block: 2 ** 18, passes: 4 };

/**
 * Long chains of elementwise work over large tensors, a few rows at a time: what a block's steps hand each other stays in the
 * cores' caches, where whole tensors go to memory and back at each step. The rows become the sequence of a loop, sums over them sums of
 * the blocks' sums.
 */
export function blockRows(outputs: readonly Tensor[], target: Target, sizes: BlockSizes = measured): Tensor[] {
  if (target.device !== "cpu" || target.portable === true) return [...outputs];
  let current = [...outputs];
  for (;;) {
    const replaced = firstRegion(current, sizes);
    if (replaced === undefined) return current;
    current = substitute(current, replaced);
  }
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

/** Loops, by rows and phase; undefined where none is worth it. @returns what takes the place of tensors that are read outside */
function firstRegion(outputs: readonly Tensor[], sizes: BlockSizes): Map<Tensor, Tensor> | undefined {
  const nodes = nodesOf(outputs);
  const places = placed(nodes);
  const regions = new Map<string, Node[]>();
  for (const node of nodes) {
    const place = places.get(node);
    if (place === undefined) continue;
    const key = `${place.rows} ${place.phase}`;
    regions.set(key, [...(regions.get(key) ?? []), node]);
  }
  for (const region of regions.values()) {
    const { rows } = places.get(region[0] as Node) as Place;
    const blocks = blocksOf(region, rows, sizes);
    if (blocks !== undefined) return looped(region, { outputs, nodes, places, rows, blocks });
  }
  return undefined;
}

/** Where everything in the graph can go that can be done row by row. */
function placed(nodes: readonly Node[]): Map<Node, Place> {
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
  return places;
}

/** Whether an input is read row by row, as the result is computed. */
function isAligned(x: Tensor, node: Node, rows: number): boolean {
  const rank = isElementwise(node) ? (node.outputs[0] as Tensor).rank : x.rank;
  return x.rank === rank && x.shape[0] === rows;
}

function isElementwise({ op }: Node): boolean {
  return op.evaluate !== undefined || op.elementwise === true;
}

/** What a node does with rows, or undefined for what has none or mixes them. */
function rowsOf(node: Node): Omit<Place, "phase"> | undefined {
  const { op, inputs, outputs, attributes } = node;
  const [x, output] = [inputs[0], outputs[0] as Tensor];
  if (x === undefined || outputs.length !== 1) return undefined;
  const rows = output.shape[0] ?? 1;
  const each = rows > 1 ? ({ kind: "rows", rows } as const) : undefined;
  if (isElementwise(node)) {
    const fits = inputs.every((y) => isAligned(y, node, rows) || y.rank < output.rank || y.shape[0] === 1);
    return fits && inputs.some((y) => isAligned(y, node, rows)) ? each : undefined;
  }
  if (x.rank === 0) return undefined;
  if (op.onnx === "alias") return each;
  if (op.name === "reshape") return x.shape[0] === rows ? each : undefined;
  if (op.name === "broadcastTo") return x.rank === output.rank && x.shape[0] === rows ? each : undefined;
  const axes = attributes["axes"] as readonly number[] | undefined;
  if (axes?.includes(0))
    return op.name === "sum" && x.shape[0] !== 1 ? { kind: "total", rows: x.shape[0] as number } : undefined;
  if (op.alongAxes !== true || attributes["axis"] === 0 || x.rank < 2) return undefined;
  return inputs.every((y) => y.shape[0] === rows) ? each : undefined;
}

/** In how many blocks to work through a region, or undefined if not at all. */
function blocksOf(region: readonly Node[], rows: number, { least, block, passes }: BlockSizes): number | undefined {
  const written = region.flatMap((node) => {
    const { op, inputs, outputs } = node;
    const size = isElementwise(node) ? (outputs[0] as Tensor).size : (inputs[0] as Tensor).size;
    return op.onnx === "alias" || op.name === "reshape" || op.name === "broadcastTo" ? [] : [size];
  });
  const largest = Math.max(0, ...written);
  if (largest < least || written.reduce((a, b) => a + b, 0) < passes * largest) return undefined;
  for (let blocks = 2; blocks <= rows && largest / blocks >= block / 4; blocks++)
    if (rows % blocks === 0 && largest / blocks <= block) return blocks;
  return undefined;
}

interface Surroundings {
  readonly outputs: readonly Tensor[];
  readonly nodes: readonly Node[];
  readonly places: ReadonlyMap<Node, Place>;
  readonly rows: number;
  readonly blocks: number;
}

/** The region as a loop over blocks of its rows. */
function looped(region: readonly Node[], { outputs, nodes, places, rows, blocks }: Surroundings): Map<Tensor, Tensor> {
  const inside = new Set(region);
  const isLast = ({ node }: Tensor): boolean => places.get(node)?.kind === "total";
  const read = new Set([...outputs, ...nodes.flatMap((node) => (inside.has(node) ? [] : node.inputs))]);
  const exits = region.map(({ outputs: [x] }) => x as Tensor).filter((x) => read.has(x));
  const given = [
    ...new Set(region.flatMap((node) => node.inputs.filter((x) => !inside.has(x.node) && isAligned(x, node, rows)))),
  ];
  const inBlocks = ({ shape }: Tensor): number[] => [blocks, rows / blocks, ...shape.slice(1)];
  const names = given.map((_, i) => `${i}`);
  const { outputs: stacked } = scan(
    (_, slices) => {
      const made = new Map(given.map((x, i) => [x, slices[i] as Tensor]));
      for (const node of region) {
        const inputs = node.inputs.map((x) => (isAligned(x, node, rows) ? (made.get(x) as Tensor) : x));
        made.set(node.outputs[0] as Tensor, ofBlock(node, inputs, rows / blocks));
      }
      return { carry: {}, outputs: Object.fromEntries(exits.map((x, i) => [i, made.get(x) as Tensor])) };
    },
    {
      carry: {},
      sequence: Object.fromEntries(
        names.map((name, i) => [name, reshape(given[i] as Tensor, inBlocks(given[i] as Tensor))]),
      ),
    },
  );
  return new Map(
    exits.map((x, i) => {
      const all = stacked[i] as Tensor;
      return [x, isLast(x) ? sum(all, { axes: 0 }) : reshape(all, x.shape)];
    }),
  );
}

/** A node of the region for some of the rows. @param inputs those rows of what is read row by row, the others whole */
function ofBlock(node: Node, inputs: readonly Tensor[], rows: number): Tensor {
  const { op, outputs, attributes } = node;
  const shape = [rows, ...(outputs[0] as Tensor).shape.slice(1)];
  const x = inputs[0] as Tensor;
  return within(node.origin, () => {
    if (op.onnx === "alias") return x;
    if (op.name === "reshape") return reshape(x, shape);
    if (op.name === "broadcastTo") return broadcastTo(x, shape);
    return apply(op, inputs, attributes)[0] as Tensor;
  });
}
