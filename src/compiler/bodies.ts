import { liveOutputs, type ScanAttributes, scanNode } from "../autodiff/scan.ts";
import { Subgraph } from "../core/subgraph.ts";
import { apply, type Node, type Tensor } from "../core/tensor.ts";
import { countUses, nodesOf, rewrite } from "../rewrite/graph.ts";

/** Runs passes on the bodies of loops. @param run a pass, for a graph of its own */
export function inBodies(outputs: readonly Tensor[], run: (outputs: readonly Tensor[]) => Tensor[]): Tensor[] {
  return rewrite(outputs, ({ op, inputs, attributes }) => {
    const { body } = attributes;
    if (!(body instanceof Subgraph)) return undefined;
    return apply(op, inputs, { ...attributes, body: new Subgraph(body.inputs, run(body.outputs)) });
  });
}

/**
 * Takes out of recurrences what nothing reads: outputs, carries that only keep themselves going, sequences. Every scan is
 * made with all that its gradient could need, and every gradient with all that a second one could.
 */
export function pruneScans(outputs: readonly Tensor[]): Tensor[] {
  let current = [...outputs];
  for (;;) {
    const uses = countUses(current);
    const next = rewrite(current, (node, before) =>
      node.op.name === "scan" ? withoutUnread(node, (i) => uses.has(before.outputs[i] as Tensor)) : undefined,
    );
    if (next.every((x, i) => x === current[i])) return next;
    current = next; // what a gradient no longer reads, the scan before it need not give
  }
}

/** The node without what is not read; its remaining outputs stand where they did, any tensor where others were. */
function withoutUnread(node: Node, isRead: (output: number) => boolean): readonly Tensor[] | undefined {
  const { body, carries, sequences, reverse } = node.attributes as unknown as ScanAttributes;
  const outputs = liveOutputs(body, carries, isRead);
  const reached = new Set(nodesOf(outputs.map((i) => body.outputs[i] as Tensor)));
  const firstCaptured = carries + sequences;
  const isLive = (x: Tensor, i: number): boolean => (i < carries ? outputs.includes(i) : reached.has(x.node));
  const live = body.inputs.flatMap((x, i) => (isLive(x, i) ? [i] : []));
  // The first sequence stays if none is read: it says how many steps there are.
  const hasSequence = live.some((i) => i >= carries && i < firstCaptured);
  const inputs = hasSequence ? live : [...live, carries].sort((a, b) => a - b);
  if (inputs.length === body.inputs.length && outputs.length === body.outputs.length) return undefined;
  const made = scanNode(
    inputs.map((i) => node.inputs[i] as Tensor),
    {
      body: new Subgraph(
        inputs.map((i) => body.inputs[i] as Tensor),
        outputs.map((i) => body.outputs[i] as Tensor),
      ),
      carries: inputs.filter((i) => i < carries).length,
      sequences: inputs.filter((i) => i >= carries && i < firstCaptured).length,
      reverse,
    },
  );
  return node.outputs.map((x, i) => (outputs.includes(i) ? (made[outputs.indexOf(i)] as Tensor) : x));
}
