import type { Tensor } from "../core/tensor.ts";
import { div } from "../ops/arithmetic.ts";
import { equal, indicator, notEqual, where as select } from "../ops/compare.ts";
import { any } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";

/** Mean of each row over the chosen entries; 0 where none is. Both [..., n]. @param chosen bool */
export function meanOver(chosen: Tensor, values: Tensor): Tensor {
  const count = sum(indicator(chosen, values), { axes: -1 });
  return div(sum(select(chosen, values, 0), { axes: -1 }), select(equal(count, 0), 1, count));
}

/** All axes but the first made one: [batch, positions]. */
export function rows(x: Tensor): Tensor {
  const [batch = 1] = x.shape;
  return reshape(x, [batch, batch === 0 ? 0 : x.size / batch]);
}

/** Examples of which a mask of numbers keeps anything; bool [batch]. */
export function keepsAny(mask: Tensor): Tensor {
  return any(notEqual(rows(mask), 0), { axes: -1 });
}
