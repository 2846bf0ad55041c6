import { ArgumentError } from "../core/errors.ts";
import { constant, type Tensor } from "../core/tensor.ts";

/** A tree over classes as constants, for the groups: nodes that are neither a class nor the root. */
export interface LabelTree {
  /** 0 where a class is in a group, else -infinity: [groups, classes]. */
  readonly logMembers: Tensor;
  /** Weight of each group's log-probability for a class, [classes, groups]: that of its step less that of the step below. */
  readonly steps: Tensor;
}

/**
 * @param parents parent of each node, classes first, each before its parent, -1 for the root
 * @param weight of a step by the height of the node it leads to: 1 for classes, of height 0
 * @throws ArgumentError when it is no tree of yPred's classes; undefined when there are no groups
 */
export function labelTree(
  where: string,
  parents: readonly number[],
  yPred: Tensor,
  weight: (height: number) => number,
): LabelTree | undefined {
  const classes = yPred.shape.at(-1) as number;
  const root = parents.length - 1;
  const isTree = parents.every((parent, node) => (node === root ? parent === -1 : parent > node && parent >= classes));
  if (parents.length <= classes || !isTree || parents.some((parent) => parent > root))
    throw new ArgumentError(where, {
      expected: `the parents of ${classes} classes and of the nodes above, each after its children, -1 for the last`,
      got: `${JSON.stringify(parents)}`,
    });
  const heights = parents.map(() => 0);
  parents.forEach((parent, node) => {
    if (parent >= 0) heights[parent] = Math.max(heights[parent] as number, (heights[node] as number) + 1);
  });
  const groups = root - classes;
  if (groups === 0) return undefined;
  const logMembers = Array.from({ length: groups }, () => Array<number>(classes).fill(Number.NEGATIVE_INFINITY));
  const steps = Array.from({ length: classes }, () => Array<number>(groups).fill(0));
  for (let label = 0; label < classes; label++) {
    let below = label;
    for (let node = parents[label] as number; node !== root; node = parents[node] as number) {
      (logMembers[node - classes] as number[])[label] = 0;
      (steps[label] as number[])[node - classes] = weight(heights[node] as number) - weight(heights[below] as number);
      below = node;
    }
  }
  const empty = logMembers.findIndex((members) => members.every((each) => each !== 0));
  if (empty >= 0)
    throw new ArgumentError(where, {
      expected: `the parents of ${classes} classes, then of the nodes above them`,
      got: `${JSON.stringify(parents)}, where no class is below node ${classes + empty}`,
    });
  const { dtype } = yPred;
  return { logMembers: constant(logMembers, { dtype }), steps: constant(steps, { dtype }) };
}
