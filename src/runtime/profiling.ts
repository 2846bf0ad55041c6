import type { Session } from "./backend.ts";

/** One call of the runtime. Times are of `performance.now()`, in milliseconds. */
export interface ProfiledRun {
  readonly started: number;
  readonly ended: number;
}

export interface ProfiledSession {
  /** What its profile's file name starts with. */
  readonly prefix: string;
  readonly session: Session;
  readonly runs: ProfiledRun[];
  /** Training or evaluation steps in one run. */
  readonly steps: number;
}

/** Collects the sessions that are loaded, and their runs, while it is on. */
export interface Profiling {
  readonly prefix: string;
  readonly sessions: ProfiledSession[];
}

let active: Profiling | undefined;

/** What is being profiled now. */
export function activeProfiling(): Profiling | undefined {
  return active;
}

/** Profiles what is loaded meanwhile. @param prefix of the files that are written */
export async function whileProfiling(prefix: string, work: () => Promise<unknown>): Promise<Profiling> {
  const outer = active;
  const profiling: Profiling = { prefix, sessions: [] };
  active = profiling;
  try {
    await work();
    return profiling;
  } finally {
    active = outer;
    for (const { session } of profiling.sessions) session.endProfiling?.();
  }
}
