import type { DType, TypedArray } from "../core/dtype.ts";
import type { Shape } from "../core/shape.ts";

/** One named part of every example: an image, a label, a weight. */
export interface Field {
  /** Shape of one example. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** Applied inside the graph after conversion to float32: value · scale + offset (pixels stay bytes until then). */
  readonly rescale?: { readonly scale: number; readonly offset: number };
  /** For labels: how many classes there are. */
  readonly classes?: number;
}

/** Examples by index. Fields named `x` and `y` are input and target; a model with several names them. */
export interface Dataset {
  readonly size: number;
  readonly fields: Readonly<Record<string, Field>>;
  /** What each class index means. */
  readonly classNames?: readonly string[];
  /**
   * Writes the examples, one after another, to the start of each array in `target`. Fields that `target` lacks are not
   * read, so labels alone are cheap even where inputs are decoded from files.
   * May be asynchronous (images decoded by other threads); it is called for the next batch while a step runs.
   */
  fill(indices: ArrayLike<number>, target: Readonly<Record<string, TypedArray>>): void | Promise<void>;
}
