import { constantData, type Tensor } from "../core/tensor.ts";

/** The value of a constant whose elements are all equal, seen through broadcasts. */
export function uniformValue(x: Tensor): number | undefined {
  if (x.node.op.name === "broadcastTo" || x.node.op.name === "reshape") return uniformValue(x.node.inputs[0] as Tensor);
  const data = constantData(x);
  return data !== undefined && data.length === 1 ? Number(data[0]) : undefined;
}
