import { compile } from "./compile.mjs";
import { losses } from "./losses.mjs";
import { memory } from "./memory.mjs";
import { ops } from "./ops.mjs";
import { overhead } from "./overhead.mjs";
import { steps } from "./steps.mjs";

/** Every suite: what it takes is { peers, tiny, rounds, log }, what it gives is rows. */
export const suites = { steps, losses, ops, compile, growth, memory, overhead, web };
