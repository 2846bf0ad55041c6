/// <reference types="vite/client" />
import type { OpSample } from "./sample.ts";

const modules = import.meta.glob<{ readonly samples: readonly OpSample[] }>("../../src/ops/*.samples.ts", {
  eager: true,
});

/** The samples of every op file, in the order of the files' names. */
export const samples: readonly OpSample[] = Object.values(modules).flatMap((module) => module.samples);
