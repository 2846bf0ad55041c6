import { allocate, type TypedArray } from "../core/dtype.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText, sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Clips whose last frames are to be predicted from those before: x [channels, frames - count, height, width], y the last `count` frames
 * as channels, [channels · count, height, width] (all of a channel after each other), as the losses of images take them. Other fields
 * are left out.
 * @param dataset its x is [channels, frames, height, width], as that of `clips`
 * @throws ShapeError when x is no clip, ArgumentError when no frame would be left to predict from
 */
export function nextFrames(dataset: Dataset, { count = 1 }: { readonly count?: number } = {}): Dataset {
  const field = dataset.fields["x"];
  if (field?.shape.length !== 4)
    throw new ShapeError("nextFrames", {
      expected: "clips: x of shape [channels, frames, height, width]",
      got: field === undefined ? "no field x" : shapeText(field.shape),
    });
  const [channels, frames, height, width] = field.shape as readonly [number, number, number, number];
  if (!(Number.isInteger(count) && count >= 1 && count < frames))
    throw new ArgumentError("nextFrames: count", {
      expected: `a whole number from 1 to ${frames - 1}`,
      got: `${count}`,
    });
  const plane = height * width;
  const [seen, asked] = [(frames - count) * plane, count * plane];
  const split = (clips: TypedArray, target: Readonly<Record<string, TypedArray>>): void => {
    for (let i = 0; i * frames * plane < clips.length; i++) {
      const from = i * frames * plane;
      target["x"]?.set(clips.subarray(from, from + seen) as never, i * seen);
      target["y"]?.set(clips.subarray(from + seen, from + seen + asked) as never, i * asked);
    }
  };
  return {
    size: dataset.size,
    fields: {
      x: { ...field, shape: [channels, frames - count, height, width] },
      y: { ...field, shape: [channels * count, height, width] },
    },
    fill(indices, target) {
      if (target["x"] === undefined && target["y"] === undefined) return undefined;
      const clips = allocate(field.dtype, indices.length * sizeOf(field.shape));
      const pending = dataset.fill(indices, { x: clips });
      return pending === undefined ? split(clips, target) : pending.then(() => split(clips, target));
    },
  };
}
