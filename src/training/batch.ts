import { allocate, isFloat, type TypedArray } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { cast } from "../ops/structure.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import type { FloatDType } from "./network.ts";

/** Fields of a data set as graph inputs for one batch size. */
export interface BatchInputs {
  /** As they are fed, in the field's own dtype. */
  readonly fed: readonly Tensor[];
  /** As the network sees them: rescaled, floats in its dtype. */
  readonly fields: Readonly<Record<string, Tensor>>;
}

/** Graph inputs for the fields of a batch; bytes stay bytes until inside the graph. */
export function batchInputs(
  fields: Readonly<Record<string, Field>>,
  batchSize: number,
  dtype: FloatDType,
): BatchInputs {
  const fed: Tensor[] = [];
  const decoded: Record<string, Tensor> = {};
  for (const [name, field] of Object.entries(fields)) {
    const x = input(`data:${name}`, [batchSize, ...field.shape], {
      dtype: field.dtype,
      domain: field.classes === undefined ? "unknown" : "classIndex",
    });
    fed.push(x);
    decoded[name] = decode(x, field, dtype);
  }
  return { fed, fields: decoded };
}

function decode(x: Tensor, { rescale }: Field, dtype: FloatDType): Tensor {
  if (rescale === undefined) return isFloat(x.dtype) ? cast(x, dtype) : x;
  const scaled = mul(cast(x, dtype), rescale.scale);
  return rescale.offset === 0 ? scaled : add(scaled, rescale.offset);
}

/** Memory for `steps` batches, filled and fed again and again: one set is filled while another is being read. */
export class BatchBuffers {
  private readonly sets: { arrays: Record<string, TypedArray>; views: Record<string, TypedArray>[]; values: Values }[] =
    [];
  private next = 0;

  constructor(fields: Readonly<Record<string, Field>>, steps: number, batchSize: number) {
    for (let i = 0; i < 2; i++) {
      const arrays: Record<string, TypedArray> = {};
      const values: Record<string, Value> = {};
      const views: Record<string, TypedArray>[] = Array.from({ length: steps }, () => ({}));
      for (const [name, field] of Object.entries(fields)) {
        const size = batchSize * sizeOf(field.shape);
        const array = allocate(field.dtype, steps * size);
        arrays[name] = array;
        values[`data:${name}`] = Value.of(array, [steps, batchSize, ...field.shape], field.dtype);
        views.forEach((view, step) => {
          view[name] = array.subarray(step * size, (step + 1) * size) as TypedArray;
        });
      }
      this.sets.push({ arrays, views, values });
    }
  }

  /** Fills the next set with the examples of consecutive batches. */
  async fill(dataset: Dataset, batches: readonly ArrayLike<number>[]): Promise<Values> {
    const set = this.sets[this.next] as (typeof this.sets)[number];
    this.next = 1 - this.next;
    await Promise.all(
      batches.map((indices, step) => dataset.fill(indices, set.views[step] as Record<string, TypedArray>)),
    );
    return set.values;
  }
}
