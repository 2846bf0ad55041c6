import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../../../core/errors.ts";
import { input, type Tensor } from "../../../core/tensor.ts";
import { add } from "../../../ops/arithmetic.ts";
import { matMul } from "../../../ops/matmul.ts";
import { sum } from "../../../ops/structure.ts";
import { type ProfiledSession, whileProfiling } from "../../../runtime/profiling.ts";
import { createStepper } from "../../../runtime/stepper.ts";
import { Value } from "../../../runtime/value.ts";
import { type KernelEvent, kernelsOf, runsOf, type TraceEvent } from "./events.ts";
import { type MachineRates, type ProfileReport, summarise } from "./report.ts";

/** A report, and the trace it is made from. */
export interface Profile {
  readonly report: ProfileReport;
  /** Chrome trace events as JSON, which ui.perfetto.dev opens. */
  readonly trace: string;
}

/**
 * Profiles a training (or an evaluation) on the CPU: where the time of a step goes, by pass, layer and operator, and what
 * bounds it.
 * @param work trains a freshly compiled model: what was loaded before is not seen. The first call of the runtime is warm-up,
 *   so it needs at least two steps; `stepsPerCall: 1` makes every step a call
 * @throws ArgumentError when there was nothing to measure
 */
export async function profile(work: () => Promise<unknown>): Promise<Profile> {
  const { sessions } = await profiledSessions(work);
  const measured = sessions.filter(({ runs }) => runs.length > 1).sort((a, b) => b.runs.length - a.runs.length)[0];
  if (measured === undefined)
    throw new ArgumentError("profile", {
      expected: "at least two calls of the runtime, on the CPU",
      got: `${Math.max(0, ...sessions.map(({ runs }) => runs.length))}`,
      fix: "compile the model anew, with stepsPerCall: 1, and train more than one step of one batch size",
    });
  const { runs, events, steps } = measured;
  const [first, last] = [runs[0] as { ended: number }, runs.at(-1) as { ended: number }];
  const kernels = kernelsOf(events).filter(({ run }) => run > 0);
  const later = runs.slice(1);
  const times = {
    steps: later.length * steps,
    total: last.ended - first.ended,
    runs: later.reduce((total, { started, ended }) => total + ended - started, 0),
    model: runsOf(events)
      .slice(1)
      .reduce((total, { dur }) => total + dur / 1000, 0),
  };
  const report = summarise(kernels, times, await machineRates());
  return { report, trace: traceOf(measured, kernelsOf(events)) };
}

type Profiled = ProfiledSession & { readonly events: readonly TraceEvent[] };

async function profiledSessions(work: () => Promise<unknown>): Promise<{ readonly sessions: readonly Profiled[] }> {
  const folder = await mkdtemp(join(tmpdir(), "lossmith-profile-"));
  try {
    const { sessions } = await whileProfiling(join(folder, "session-"), work);
    const files = await readdir(folder);
    const read = async (session: ProfiledSession): Promise<Profiled> => {
      const file = files.find((name) => join(folder, name).startsWith(`${session.prefix}_`));
      const text = file === undefined ? "[]" : await readFile(join(folder, file), "utf8");
      return { ...session, events: JSON.parse(text) as TraceEvent[] };
    };
    const found = await Promise.all(sessions.map(read));
    await Promise.all(sessions.map(({ session }) => session.dispose()));
    return { sessions: found };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What this machine does at best, from a matrix product and from an addition of large tensors. */
async function machineRates(): Promise<MachineRates> {
  const a = input("a", [1024, 1024]);
  const x = input("x", [2 ** 23]);
  const run = async (of: Tensor, given: Tensor): Promise<void> => {
    const stepper = createStepper(
      { batch: [], fixed: [given], state: [], outputs: { sum: sum(of) } },
      { device: "cpu" },
    );
    const value = Value.of(new Float32Array(given.size).fill(0.5), given.shape, "float32");
    for (let i = 0; i < 4; i++) await stepper.run(1, {}, { [given.name]: value }, {});
  };
  const { sessions } = await profiledSessions(async () => {
    await run(matMul(a, add(a, 1)), a);
    await run(add(add(x, 1), x), x);
  });
  const best = (index: number, op: RegExp, key: "flops" | "bytes"): number => {
    const kernels = kernelsOf((sessions[index] as Profiled).events).filter((kernel) => op.test(kernel.op));
    return Math.max(0, ...kernels.map((kernel) => kernel[key] / Math.max(1, kernel.self) / 1000));
  };
  return { gflops: best(0, /MatMul|Gemm/, "flops"), gigabytesPerSecond: best(1, /^Add$/, "bytes") };
}

/** The runtime's events and JavaScript's in one trace. */
function traceOf({ runs, events }: Profiled, kernels: readonly KernelEvent[]): string {
  // The first run ties the two clocks together.
  const shift = (runs[0]?.started ?? 0) * 1000 - (runsOf(events)[0]?.ts ?? 0);
  const names: readonly [number, string][] = [
    [1, "operators"],
    [2, "calls of the runtime, and JavaScript between them"],
  ];
  const traceEvents = [
    ...names.map(([tid, name]) => ({ ph: "M", name: "thread_name", pid: 1, tid, args: { name } })),
    ...kernels.map(({ op, origin, flops, bytes, event }) => ({
      ph: "X",
      cat: origin?.gradient ? "backward" : (origin?.part ?? "other"),
      name: origin === undefined ? op : `${op} (${origin.name})`,
      pid: 1,
      tid: 1,
      ts: event.ts,
      dur: event.dur,
      args: { ...event.args, flops, bytes },
    })),
    ...runs.flatMap(({ started, ended }, i) => {
      const span = (name: string, from: number, to: number) => ({
        ph: "X",
        cat: "run",
        name,
        pid: 1,
        tid: 2,
        ts: from * 1000 - shift,
        dur: (to - from) * 1000,
      });
      const before = runs[i - 1];
      return [
        ...(before === undefined ? [] : [span("JavaScript", before.ended, started)]),
        span("run", started, ended),
      ];
    }),
  ];
  return JSON.stringify({ traceEvents, displayTimeUnit: "ms" });
}
