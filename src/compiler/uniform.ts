import { constantData, type Tensor } from "../core/tensor.ts";
import { sharedValue } from "../ops/support.ts";

/** The value of a constant whose elements are all equal, seen through broadcasts. */
export function uniformValue(x: Tensor): number | undefined {
  const value = sharedValue(x);
  const data = value && constantData(value);
  return data && Number(data[0]);
}
