import { isFloat } from "../core/dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { normalizeAxis, sameShape, shapeText } from "../core/shape.ts";
import { Subgraph } from "../core/subgraph.ts";
import { apply, isInput, type Node, placeholder, type Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { fullLike, transpose } from "../ops/structure.ts";
import { nodesOf, substitute } from "../rewrite/graph.ts";
import { pullBack, reachable } from "./gradients.ts";

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

export interface ScanInputs<C extends NamedTensors, X extends NamedTensors> {
  /** What is handed from step to step: first values. */
  readonly carry: C;
  /** What the steps read: one slice of each for each step. All have one size along the axis. */
  readonly sequence: X;
  /** The axis that is walked along, of every sequence and every output. Default 0. */
  readonly axis?: number;
  /** From the last slice to the first; outputs stay beside the slices they were made from. Default false. */
  readonly reverse?: boolean;
}

export interface ScanStep<C extends NamedTensors, Y extends NamedTensors> {
  /** Next values, each of the shape and dtype of its first value. */
  readonly carry: C;
  readonly outputs: Y;
}

/**
 * A recurrence as one node of the graph, however many steps it has. Its gradient is another one, backwards in time, which
 * computes each step anew from the carry it started with; derivatives of any order follow.
 *
 * Value and gradient in float32 on two threads of a CPU, from building the graph to the first result, and each later run:
 *   log-sum-exp of a state and its neighbour, [32, 41]: 8 steps 90 ms, 0.7 ms (unrolled 120 and 0.4), 64 steps 33 ms, 9 ms
 *   (380 and 3), 512 steps 57 ms, 38 ms (4500 and 31)
 *   a recurrent layer of 128 units, [32, 128]: 8 steps 16 ms, 0.8 ms (13 and 0.7), 64 steps 39 ms, 21 ms (99 and 19), 512
 *   steps 72 ms, 61 ms (1400 and 55)
 * @param body is called once, with symbols for the carry and one slice of each sequence, without the axis. Tensors from
 *   outside may be used in it; what depends on no step is computed once, outside: numbers that are to be random in every
 *   step have to be a sequence.
 * @returns the last carry, and each output stacked along the axis. No steps: the first carry, and outputs of size 0
 * @throws ShapeError when the sequences differ along the axis or a carry changes its shape, DTypeError when it changes its dtype,
 *   ArgumentError when there is no sequence, or the body returns other carries than it was given
 */
export function scan<C extends NamedTensors, X extends NamedTensors, Y extends NamedTensors>(
  body: (carry: C, slice: X) => ScanStep<C, Y>,
  { carry, sequence, axis = 0, reverse = false }: ScanInputs<C, X>,
): ScanStep<C, Y> {
  const names = Object.keys(carry);
  const sequences = Object.values(sequence).map((x) => moveAxis(x, normalizeAxis("scan", axis, x.rank), 0));
  const length = lengthOf(sequence, sequences);
  const carrySymbols = Object.values(carry).map((x, i) => placeholder(names[i] as string, x.shape, x));
  const sliceSymbols = sequences.map((x, i) => placeholder(Object.keys(sequence)[i] as string, x.shape.slice(1), x));
  const step = body(named(names, carrySymbols) as C, named(Object.keys(sequence), sliceSymbols) as X);
  checkCarry(carry, step.carry);
  const outputs = Object.values(step.outputs);
  const stackedAxis = (x: Tensor): number => normalizeAxis("scan", axis, x.rank + 1);
  const result = (last: readonly Tensor[], stacked: readonly Tensor[]): ScanStep<C, Y> => ({
    carry: named(names, last) as C,
    outputs: named(
      Object.keys(step.outputs),
      stacked.map((x, i) => moveAxis(x, 0, stackedAxis(outputs[i] as Tensor))),
    ) as Y,
  });
  if (length === 0) {
    const none = outputs.map((x) => fullLike(placeholder("none", [0, ...x.shape], x), 0));
    return result(Object.values(carry), none);
  }
  const made = recurrence({
    first: Object.values(carry),
    carries: carrySymbols,
    next: names.map((name) => step.carry[name] as Tensor),
    read: sequences,
    slices: sliceSymbols,
    outputs,
    reverse,
  });
  return result(made.slice(0, names.length), made.slice(names.length, names.length + outputs.length));
}

function named(names: readonly string[], tensors: readonly Tensor[]): NamedTensors {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor]));
}

function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const order = x.shape.map((_, at) => at).filter((at) => at !== from);
  order.splice(to, 0, from);
  return transpose(x, order);
}

function lengthOf(sequence: NamedTensors, moved: readonly Tensor[]): number {
  const length = moved[0]?.shape[0];
  if (length === undefined)
    throw new ArgumentError("scan", {
      expected: "at least one sequence: it says how many steps there are",
      got: "none",
    });
  const at = moved.findIndex((x) => x.shape[0] !== length);
  if (at >= 0)
    throw new ShapeError("scan", {
      expected: `sequences of one length, here ${length}`,
      got: `${moved[at]?.shape[0]} slices of ${Object.keys(sequence)[at]}`,
    });
  return length;
}

function checkCarry(first: NamedTensors, next: NamedTensors): void {
  const names = Object.keys(first);
  if (Object.keys(next).sort().join() !== [...names].sort().join())
    throw new ArgumentError("scan", {
      expected: `the body to return the carries it was given: ${names.join(", ")}`,
      got: Object.keys(next).join(", ") || "none",
    });
  for (const name of names) {
    const [before, after] = [first[name], next[name]] as [Tensor, Tensor];
    if (!sameShape(before.shape, after.shape))
      throw new ShapeError(`scan: ${name}`, {
        expected: `a next carry of the first one's shape ${shapeText(before.shape)}`,
        got: shapeText(after.shape),
      });
    if (before.dtype !== after.dtype)
      throw new DTypeError(`scan: ${name}`, {
        expected: `a next carry of the first one's dtype ${before.dtype}`,
        got: after.dtype,
      });
  }
}

/** A recurrence in the making: symbols stand for the carries and slices in `next` and `outputs`. */
interface Recurrence {
  readonly first: readonly Tensor[];
  readonly carries: readonly Tensor[];
  readonly next: readonly Tensor[];
  /** Sequences, the steps along axis 0. */
  readonly read: readonly Tensor[];
  readonly slices: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly reverse: boolean;
}

/** What a scan node is besides its inputs, which are first carries, sequences, captured tensors. */
export interface ScanAttributes {
  /** Inputs: carries, slices, captured tensors. Outputs: next carries, outputs of the step. */
  readonly body: Subgraph;
  readonly carries: number;
  readonly sequences: number;
  readonly reverse: boolean;
}

/** @returns last carries, stacked outputs, and stacked the carries that each step started with */
function recurrence({ first, carries, next, read, slices, outputs, reverse }: Recurrence): readonly Tensor[] {
  const results = [...next, ...outputs, ...carries];
  const captured = freeTensors(results, [...carries, ...slices]);
  const symbols = captured.map((x) => placeholder(x.name, x.shape, x));
  const closed = substitute(results, new Map(captured.map((x, i) => [x, symbols[i] as Tensor])));
  return scanNode([...first, ...read, ...captured], {
    body: new Subgraph([...carries, ...slices, ...symbols], closed),
    carries: carries.length,
    sequences: slices.length,
    reverse,
  });
}

/** A scan node of any body. @returns its outputs */
export function scanNode(inputs: readonly Tensor[], attributes: ScanAttributes): readonly Tensor[] {
  return apply(scanOp, inputs, { ...attributes });
}

/**
 * Where the part of a graph that depends on the symbols begins: tensors that part reads and that do not depend on them.
 * What is made of constants alone is not one of them: a body may hold that itself, and be simplified by it.
 */
function freeTensors(results: readonly Tensor[], symbols: readonly Tensor[]): Tensor[] {
  const given = new Set(symbols);
  const inside = new Set<Node>();
  const constants = new Set<Node>();
  const free = new Set<Tensor>();
  const offer = (x: Tensor): unknown => !given.has(x) && !inside.has(x.node) && !constants.has(x.node) && free.add(x);
  for (const node of nodesOf(results)) {
    if (node.inputs.some((x) => given.has(x) || inside.has(x.node))) inside.add(node);
    else if (!isInput(node.outputs[0] as Tensor) && node.inputs.every((x) => constants.has(x.node)))
      constants.add(node);
  }
  for (const node of inside) node.inputs.forEach(offer);
  results.forEach(offer);
  return [...free];
}

const scanOp: Op = {
  name: "scan",
  infer: (inputs, attributes) => {
    const { body, carries } = attributes as unknown as ScanAttributes;
    const length = (inputs[carries] as Tensor).shape[0] as number;
    return body.outputs.map(({ shape, dtype, domain }, i) =>
      i < carries ? { shape, dtype } : { shape: [length, ...shape], dtype, domain },
    );
  },
  gradient: ({ inputs, outputs, grads, needed, attributes }) => {
    const { body, carries, sequences, reverse } = attributes as unknown as ScanAttributes;
    const firstCaptured = carries + sequences;
    const live = liveOutputs(body, carries, (i) => grads[i] !== undefined);
    const changing = changingInputs(body, carries, needed).filter(({ at }) => at >= carries || live.includes(at));
    const seeded = body.outputs.flatMap((x, at) => {
      const isSeeded = at < carries ? changing.some((each) => each.at === at) : grads[at] !== undefined;
      return isSeeded ? [{ x, at, seed: placeholder(`grad:${at}`, x.shape, x) }] : [];
    });
    const parts = pullBack(
      seeded.map(({ x }) => x),
      seeded.map(({ seed }) => seed),
      changing.map(({ x }) => x),
    );
    const outer = new Map(
      body.inputs.flatMap((x, i) => (i < firstCaptured ? [] : [[x, inputs[i] as Tensor] as const])),
    );
    const flows = changing.flatMap(({ x, at }, i) => {
      const part = parts[i] ?? (at < carries ? fullLike(x, 0) : undefined);
      return part === undefined ? [] : [{ at, part: substitute([part], outer)[0] as Tensor }];
    });
    const backCarries = seeded.filter(({ at }) => at < carries);
    const backSlices = seeded.filter(({ at }) => at >= carries);
    const sums = flows
      .filter(({ at }) => at >= firstCaptured)
      .map((flow) => ({ ...flow, sum: placeholder(`sum:${flow.at}`, flow.part.shape, flow.part) }));
    const ofSlices = flows.filter(({ at }) => at >= carries && at < firstCaptured);
    const ofCarries = backCarries.map(({ at }) => flows.find((flow) => flow.at === at)?.part as Tensor);
    const histories = body.inputs.slice(0, carries).map((x) => outputs[body.outputs.lastIndexOf(x)] as Tensor);
    const made = recurrence({
      first: [
        ...backCarries.map(({ at, seed }) => grads[at] ?? fullLike(seed, 0)),
        ...sums.map(({ part }) => fullLike(part, 0)),
      ],
      carries: [...backCarries.map(({ seed }) => seed), ...sums.map(({ sum }) => sum)],
      next: [...ofCarries, ...sums.map(({ sum, part }) => add(sum, part))],
      read: [...histories, ...inputs.slice(carries, firstCaptured), ...backSlices.map(({ at }) => grads[at] as Tensor)],
      slices: [...body.inputs.slice(0, firstCaptured), ...backSlices.map(({ seed }) => seed)],
      outputs: ofSlices.map(({ part }) => part),
      reverse: !reverse,
    });
    const order = [...backCarries, ...sums, ...ofSlices].map(({ at }) => at);
    return inputs.map((_, at) => (order.includes(at) ? made[order.indexOf(at)] : undefined));
  },
  onnx: (emit, node, operands) => {
    const { body, carries, sequences, reverse } = node.attributes as unknown as ScanAttributes;
    const own = carries + sequences;
    const directions = (count: number): number[] | undefined =>
      reverse && count > 0 ? Array(count).fill(1) : undefined;
    return emit.nodeWithBody("Scan", operands.slice(0, own), body, operands.slice(own), {
      num_scan_inputs: sequences,
      scan_input_directions: directions(sequences),
      scan_output_directions: directions(body.outputs.length - carries),
    });
  },
};

/** Inputs of a body that change with what is asked for: those themselves, and the carries that come to depend on them. */
function changingInputs(body: Subgraph, carries: number, needed: readonly boolean[]): { x: Tensor; at: number }[] {
  const nodes = nodesOf(body.outputs);
  let changing = body.inputs.filter((x, i) => needed[i] && isFloat(x.dtype));
  for (;;) {
    const reached = reachable(nodes, changing);
    const all = body.inputs.filter(
      (x, i) => changing.includes(x) || (i < carries && isFloat(x.dtype) && reached.has(body.outputs[i] as Tensor)),
    );
    if (all.length === changing.length) return all.map((x) => ({ x, at: body.inputs.indexOf(x) }));
    changing = all;
  }
}

/** Outputs of a body that are read outside, and carries that these come from. */
export function liveOutputs(body: Subgraph, carries: number, isRead: (output: number) => boolean): number[] {
  let live = body.outputs.flatMap((_, i) => (isRead(i) ? [i] : []));
  for (;;) {
    const reached = new Set(nodesOf(live.map((i) => body.outputs[i] as Tensor)));
    const more = body.inputs.flatMap((x, i) => (i < carries && !live.includes(i) && reached.has(x.node) ? [i] : []));
    if (more.length === 0) return live.sort((a, b) => a - b);
    live = [...live, ...more];
  }
}
