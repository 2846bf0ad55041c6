import type { KernelEvent } from "./events.ts";

/** What the machine can do, measured. */
export interface MachineRates {
  /** Billions of multiplications and additions a second, in a matrix product of 1024³. */
  readonly gflops: number;
  /** Billions of bytes a second, read and written by an elementwise operator. */
  readonly gigabytesPerSecond: number;
}

/** What limits a line: arithmetic, memory, or the cost of starting operators and of kernels far below both rates. */
export type Bound = "compute" | "memory" | "overhead";

/** Time of a group of operators, per step. */
export interface ProfileRow {
  readonly name: string;
  readonly milliseconds: number;
  /** Executions of operators. */
  readonly calls: number;
  /** Of the time of all operators, 0 to 1. */
  readonly share: number;
  readonly megabytes: number;
  readonly gflops: number;
  readonly gigabytesPerSecond: number;
  readonly bound: Bound;
  /** Share of the time that the machine would need at its measured rates. */
  readonly efficiency: number;
}

/** Where the time of a step goes. */
export interface ProfileReport {
  /** Steps that were measured: the first call is not one of them. */
  readonly steps: number;
  readonly machine: MachineRates;
  /** Milliseconds per step on the clock, and what they are made of: these four sum to the total. */
  readonly total: number;
  readonly kernels: number;
  /** ONNX Runtime between operators: scheduling, memory, and writing this profile. */
  readonly scheduling: number;
  /** Handing values from JavaScript to the runtime and back. */
  readonly copies: number;
  /** Preparing batches, metrics, callbacks. */
  readonly javascript: number;
  /** Forward pass, backward pass, update, and what belongs to none (feeding batches). */
  readonly passes: readonly ProfileRow[];
  readonly layers: readonly ProfileRow[];
  readonly ops: readonly ProfileRow[];
}

const passOf = ({ origin }: KernelEvent): string => {
  if (origin === undefined) return "other";
  if (origin.part === "update") return "update";
  return origin.gradient ? "backward" : "forward";
};

const partOf = ({ origin }: KernelEvent): string => {
  if (origin === undefined) return "other";
  if (origin.part === "update") return "update";
  return origin.part === "layer" ? origin.name : `${origin.part} ${origin.name}`;
};

/** Seconds the machine would need. */
function ideal(
  flops: number,
  bytes: number,
  { gflops, gigabytesPerSecond }: MachineRates,
): { compute: number; memory: number } {
  return { compute: flops / (gflops * 1e9), memory: bytes / (gigabytesPerSecond * 1e9) };
}

function rowsBy(
  kernels: readonly KernelEvent[],
  key: (kernel: KernelEvent) => string,
  steps: number,
  machine: MachineRates,
): ProfileRow[] {
  const all = kernels.reduce((sum, { self }) => sum + self, 0) || 1;
  const groups = new Map<string, KernelEvent[]>();
  for (const kernel of kernels) {
    const name = key(kernel);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [kernel]);
    else group.push(kernel);
  }
  const rows = [...groups].map(([name, group]): ProfileRow => {
    let [self, flops, bytes, compute, memory] = [0, 0, 0, 0, 0];
    for (const each of group) {
      self += each.self;
      flops += each.flops;
      bytes += each.bytes;
      // A product reads and computes at once: the longer of the two is what it needs.
      const need = ideal(each.flops, each.bytes, machine);
      if (need.compute > need.memory) compute += need.compute;
      else memory += need.memory;
    }
    const seconds = Math.max(self, 1e-3) / 1e6;
    const efficiency = Math.min(1, (compute + memory) / seconds);
    return {
      name,
      milliseconds: self / 1000 / steps,
      calls: group.length / steps,
      share: self / all,
      megabytes: bytes / 1e6 / steps,
      gflops: flops / seconds / 1e9,
      gigabytesPerSecond: bytes / seconds / 1e9,
      bound: efficiency < 0.25 ? "overhead" : compute > memory ? "compute" : "memory",
      efficiency,
    };
  });
  return rows.sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Times in milliseconds of all measured steps. */
export interface MeasuredTimes {
  readonly steps: number;
  readonly total: number;
  /** Inside `run`, as JavaScript sees it. */
  readonly runs: number;
  /** Inside `run`, as ONNX Runtime says. */
  readonly model: number;
}

/** Sums up a profile. */
export function summarise(kernels: readonly KernelEvent[], times: MeasuredTimes, machine: MachineRates): ProfileReport {
  const { steps, total, runs, model } = times;
  const inKernels = kernels.reduce((sum, { self }) => sum + self, 0) / 1000;
  return {
    steps,
    machine,
    total: total / steps,
    kernels: inKernels / steps,
    scheduling: (model - inKernels) / steps,
    copies: (runs - model) / steps,
    javascript: (total - runs) / steps,
    passes: rowsBy(kernels, passOf, steps, machine),
    layers: rowsBy(kernels, partOf, steps, machine),
    ops: rowsBy(kernels, ({ op }) => op, steps, machine),
  };
}

const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 1 ? x.toFixed(1) : x.toFixed(2));

function table(head: string, rows: readonly ProfileRow[]): string[] {
  const cells = rows.map((row) => [
    row.name,
    digits(row.milliseconds),
    `${(100 * row.share).toFixed(0)}%`,
    digits(row.calls),
    digits(row.megabytes),
    row.gflops > 0 ? digits(row.gflops) : "-",
    digits(row.gigabytesPerSecond),
    `${row.bound} (${(100 * row.efficiency).toFixed(0)}%)`,
  ]);
  const all = [[head, "ms", "share", "calls", "MB", "GFLOP/s", "GB/s", "bound by"], ...cells];
  const widths = (all[0] as string[]).map((_, i) => Math.max(...all.map((line) => (line[i] as string).length)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i === 0 || i === 7 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join("  ")
      .trimEnd();
  return all.map(text);
}

/** A report as text. @param most lines of a table */
export function profileText(report: ProfileReport, most = 16): string {
  const { total, kernels, scheduling, copies, javascript, machine, steps } = report;
  const part = (name: string, value: number): string => `  ${name.padEnd(22)}${digits(value).padStart(8)} ms`;
  return [
    `A step takes ${digits(total)} ms (mean of ${steps}):`,
    part("operators", kernels),
    part("between operators", scheduling),
    part("copies", copies),
    part("JavaScript", javascript),
    `This machine: ${digits(machine.gflops)} GFLOP/s in a matrix product, ${digits(machine.gigabytesPerSecond)} GB/s of memory.`,
    "The percentage beside a bound is the time this machine would need at those rates, of the time it took.",
    "",
    ...table("pass", report.passes),
    "",
    ...table("layer", report.layers.slice(0, most)),
    "",
    ...table("operator", report.ops.slice(0, most)),
  ].join("\n");
}
