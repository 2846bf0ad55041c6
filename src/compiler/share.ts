import type { Node, Tensor } from "../core/tensor.ts";
import { rewrite } from "../rewrite/graph.ts";

/** Gives equal subgraphs one node: the same op with equal attributes on the same inputs. */
export function share(outputs: readonly Tensor[]): Tensor[] {
  const seen = new Map<string, Node>();
  const identities = new WeakMap<object, number>();
  let nextIdentity = 0;
  const identify = (value: object): number => {
    const known = identities.get(value);
    if (known !== undefined) return known;
    identities.set(value, nextIdentity);
    return nextIdentity++;
  };
  const text = (value: unknown): unknown => {
    if (ArrayBuffer.isView(value)) {
      const array = value as Float64Array;
      return array.length <= 4096
        ? `${array.constructor.name}:${Array.from(array, numberText).join()}`
        : `#${identify(value)}`;
    }
    if (typeof value === "function") return `#${identify(value)}`;
    const isPlain = typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0));
    return isPlain ? value : numberText(value as number); // JSON has neither -0 nor infinities
  };
  return rewrite(outputs, (node) => {
    const inputs = node.inputs.map((x) => `${x.node.id}.${x.index}`).join();
    const types = node.outputs.map((x) => x.domain).join();
    const key = `${node.op.name}(${inputs})${types}${JSON.stringify(node.attributes, (_, value) => text(value))}`;
    const twin = seen.get(key);
    if (twin !== undefined) {
      // What a gradient reads of the forward pass belongs to the forward pass.
      if (twin.origin?.gradient && node.origin?.gradient !== true) twin.origin = node.origin;
      return twin.outputs;
    }
    seen.set(key, node);
    return undefined;
  });
}

/** Unlike String, tells -0 from 0: 1 / x does. */
function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
