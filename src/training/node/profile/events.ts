import { type Origin, readOriginLabel } from "../../../core/origin.ts";

/** An event of ONNX Runtime's profile, which is of Chrome's trace event format. Times in microseconds. */
export interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly pid?: number;
  readonly tid?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** One execution of an operator. */
export interface KernelEvent {
  readonly op: string;
  readonly origin: Origin | undefined;
  /** Without the operators inside it (a loop's body). Microseconds. */
  readonly self: number;
  readonly flops: number;
  readonly bytes: number;
  /** Which run of the session it is of. */
  readonly run: number;
  readonly event: TraceEvent;
}

type Shapes = readonly (readonly number[])[];

const size = (shape: readonly number[] | undefined): number => (shape ?? []).reduce((a, b) => a * b, 1);

/** Multiplications and additions of an operator, where they are most of its work; else 0. */
function flopsOf(op: string, inputs: Shapes, outputs: Shapes): number {
  const [x = [], w = []] = inputs;
  const out = size(outputs[0]);
  if (/^(Fused)?MatMul$/.test(op))
    return 2 * sharedAxis(size(x), size(w), out, x.length > 2 && w.length > 2 ? batchOf(x) : 1);
  if (op === "Gemm" || op === "FusedGemm") return 2 * sharedAxis(size(x), size(w), out, 1);
  if (/^(Fused|Nchwc)?Conv$/.test(op) || op === "NhwcFusedConv") return 2 * out * (size(w) / (w[0] ?? 1));
  if (op === "ConvTranspose") return 2 * size(x) * (size(w) / (w[0] ?? 1));
  return 0;
}

const batchOf = (shape: readonly number[]): number => size(shape.slice(0, -2));

/** m·n·k of a product, from the sizes of what is multiplied, m·k and k·n, and of the result, m·n, however they are turned. */
function sharedAxis(a: number, b: number, out: number, batch: number): number {
  if (out === 0) return 0;
  return batch * Math.sqrt((a / batch) * (b / batch) * (out / batch));
}

const shapesOf = (value: unknown): Shapes =>
  Array.isArray(value) ? value.map((each) => Object.values(each as object)[0] as readonly number[]) : [];

const bytesPer: Readonly<Record<string, number>> = {
  double: 8,
  int64: 8,
  uint64: 8,
  bool: 1,
  uint8: 1,
  int8: 1,
  float16: 2,
};

/** Bytes that an operator reads and writes: every operand and result once. */
function bytesOf(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce((sum: number, each) => {
    const [[type, shape]] = Object.entries(each as object) as [[string, readonly number[]]];
    return sum + size(shape) * (bytesPer[type] ?? 4);
  }, 0);
}

/** Operators that only give what they have another shape. */
const free: ReadonlySet<string> = new Set(["Reshape", "Squeeze", "Unsqueeze", "Identity", "Size", "Shape"]);

/** Runs of a session, in order. */
export function runsOf(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter(({ cat, name }) => cat === "Session" && name === "model_run").sort((a, b) => a.ts - b.ts);
}

/** Executions of operators. */
export function kernelsOf(events: readonly TraceEvent[]): KernelEvent[] {
  const runs = runsOf(events);
  const kernels = events
    .filter(({ cat, name }) => cat === "Node" && name.endsWith("_kernel_time"))
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const selfTimes = kernels.map(({ dur }) => dur);
  const open: number[] = [];
  kernels.forEach((event, i) => {
    const isOver = (j: number): boolean => {
      const { ts, dur } = kernels[j] as TraceEvent;
      return ts + dur < event.ts + event.dur || dur === 0;
    };
    while (open.length > 0 && isOver(open.at(-1) as number)) open.pop();
    const outer = open.at(-1);
    if (outer !== undefined) selfTimes[outer] = (selfTimes[outer] as number) - event.dur;
    if (/^(Loop|Scan|If)$/.test(String(event.args?.["op_name"]))) open.push(i);
  });
  return kernels.map((event, i) => {
    const { args = {}, name, ts } = event;
    const op = String(args["op_name"]);
    const [given, made] = [args["input_type_shape"], args["output_type_shape"]];
    const isContainer = /^(Loop|Scan|If)$/.test(op);
    return {
      op,
      origin: readOriginLabel(name),
      self: Math.max(0, selfTimes[i] as number),
      flops: isContainer ? 0 : flopsOf(op, shapesOf(given), shapesOf(made)),
      bytes: isContainer || free.has(op) ? 0 : bytesOf(given) + bytesOf(made),
      run: runs.findLastIndex((run) => run.ts <= ts),
      event,
    };
  });
}
