import type { Rule } from "./rule.ts";
import { courseRules } from "./rules/course.ts";
import { learningRules } from "./rules/learning.ts";
import { networkRules } from "./rules/network.ts";
import { targetRules } from "./rules/targets.ts";
import { refusedRules, warnedRules } from "./rules/warned.ts";

/** Every rule, by theme. */
export const doctorRules: readonly Rule[] = [
  ...refusedRules,
  ...warnedRules,
  ...networkRules,
  ...targetRules,
  ...learningRules,
  ...courseRules,
];
