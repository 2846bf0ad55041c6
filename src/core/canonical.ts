import { Subgraph } from "./subgraph.ts";
import { type Node, Tensor } from "./tensor.ts";

/**
 * A graph as text that depends on nothing but what it computes: ops, attributes, constants and topology, in the order of a
 * walk from the results. Two graphs built alike have one text, whenever and wherever they are built.
 */
export function canonicalGraph(results: readonly Tensor[]): string {
  const ids = new Map<Node, number>();
  const lines: string[] = [];
  const refer = (x: Tensor): string => `${ids.get(x.node)}${x.index === 0 ? "" : `.${x.index}`}`;
  const stack: { readonly node: Node; readonly isReady: boolean }[] = results
    .map((x) => ({ node: x.node, isReady: false }))
    .reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, isReady } = next;
    if (ids.has(node)) continue;
    if (!isReady) {
      stack.push({ node, isReady: true });
      for (const x of [...node.inputs].reverse()) if (!ids.has(x.node)) stack.push({ node: x.node, isReady: false });
      continue;
    }
    ids.set(node, ids.size);
    lines.push(`${ids.get(node)} ${node.op.name}(${node.inputs.map(refer).join(" ")}) ${text(node.attributes)}`);
  }
  return [...lines, `= ${results.map(refer).join(" ")}`].join("\n");
}

function text(value: unknown): string {
  if (value instanceof Tensor) return "tensor";
  if (value instanceof Subgraph) {
    const names = value.inputs.map((x) => x.name).join(" ");
    return `{${names}|${canonicalGraph([...value.inputs, ...value.outputs])}}`;
  }
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}[${(value as Float32Array).join(" ")}]`;
  if (Array.isArray(value)) return `[${value.map(text).join(" ")}]`;
  if (typeof value === "object" && value !== null) {
    // What tells placeholders apart is counted anew in every process.
    const entries = Object.entries(value).filter(([key, each]) => key !== "unique" && each !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => `${key}:${text(each)}`)
      .join(" ")}}`;
  }
  if (Object.is(value, -0)) return "-0";
  return typeof value === "function" ? "function" : String(value);
}

/** FNV-1a of 64 bits, as 16 hexadecimal digits: tells texts apart that differ by accident, not by intent. */
export function hashText(value: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(value)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
