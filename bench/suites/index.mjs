import { compile } from "./compile.mjs";
import { growth } from "./growth.mjs";
import { losses } from "./losses.mjs";
import { memory } from "./memory.mjs";
import { ops } from "./ops.mjs";
import { overhead } from "./overhead.mjs";
import { steps } from "./steps.mjs";
import { web } from "./web.mjs";

/** Every suite: what it takes is { peers, tiny, rounds, only, log }, what it gives is rows. */
export const suites = { steps, losses, ops, compile, growth, memory, overhead, web };

/** The suites that compare with other libraries. */
export const compared = new Set(["steps", "losses", "ops", "memory", "web"]);
