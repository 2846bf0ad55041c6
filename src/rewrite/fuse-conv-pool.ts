import { within } from "../core/origin.ts";
import { sameShape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import { type ConvMaxPoolOptions, convMaxPool } from "../ops/conv-pool.ts";
import { reshape } from "../ops/structure.ts";
import { type ConvGeometry, spaceOf, type Windows } from "../ops/window.ts";
import { countUses, rewrite, withInputs } from "./graph.ts";

/**
 * Makes max pooling of a convolution one op, where nothing else reads the convolution: images, stride 1, one group, and
 * windows side by side. The bias moves behind the pooling. Where one such op feeds another, as in most networks, the first
 * does not compute rows and columns that no window of the second reaches.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are and where they are: something is differentiated by them
 */
export function fuseConvPool(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  const uses = countUses([...outputs, ...keep]);
  return rewrite(
    outputs,
    (node, before) => {
      const given = before.inputs[0];
      if (node.op.name !== "maxPool" || given === undefined || uses.get(given) !== 1) return undefined;
      const { op, inputs, attributes } = (node.inputs[0] as Tensor).node;
      const pooling = node.attributes["windows"] as Windows;
      const geometry = attributes["geometry"] as ConvGeometry;
      if (op.name !== "conv" || !isSimple(geometry, pooling)) return undefined;
      const [x, weights, bias] = inputs as [Tensor, Tensor, Tensor | undefined];
      const source = given.node.inputs[0] as Tensor;
      const read = spaceOf(x).map((size, i) => readOf(size, geometry, pooling, i));
      const whole = cropped(x, read, source, uses);
      const options = { padding: geometry.padding, window: pooling.size as [number, number] };
      const pooled = within((node.inputs[0] as Tensor).node.origin, () => convMaxPool(whole, weights, options));
      return [bias === undefined ? pooled : add(pooled, reshape(bias, [1, bias.size, 1, 1]))];
    },
    keep,
  );
}

function isSimple({ stride, dilation, groups }: ConvGeometry, pooling: Windows): boolean {
  const isOne = (step: number): boolean => step === 1;
  const tilesSpace =
    pooling.size.every((length, i) => length === pooling.stride[i]) &&
    pooling.padding.flat().every((width) => width === 0);
  return stride.length === 2 && groups === 1 && stride.every(isOne) && dilation.every(isOne) && tilesSpace;
}

/** How many of `size` rows (or columns) the pooling windows of a convolution reach. */
function readOf(size: number, geometry: ConvGeometry, pooling: Windows, axis: number): number {
  const [before, after] = geometry.padding[axis] as readonly [number, number];
  const [kernel, window] = [geometry.size[axis] as number, pooling.size[axis] as number];
  const results = before + size + after - kernel + 1;
  return after > 0 ? size : size - (results % window);
}

/**
 * The first rows and columns of x. They are cut out where x is made, if that is by a convMaxPool that nothing else reads;
 * otherwise x stays whole.
 * @param before x as it was before rewriting, for the number of its uses
 */
function cropped(x: Tensor, sizes: readonly number[], before: Tensor, uses: ReadonlyMap<Tensor, number>): Tensor {
  if (sameShape(spaceOf(x), sizes) || uses.get(before) !== 1) return x;
  const { op, inputs, attributes, origin } = x.node;
  const [a, b] = inputs as [Tensor, Tensor | undefined];
  if (op.name === "convMaxPool")
    return within(origin, () =>
      convMaxPool(a, b as Tensor, {
        ...(attributes as unknown as ConvMaxPoolOptions),
        counts: sizes as [number, number],
      }),
    );
  const isUnary = b === undefined && op.evaluate !== undefined;
  const isBias = op.name === "add" && b?.rank === 4 && sameShape(spaceOf(b), [1, 1]);
  if (!isUnary && !isBias) return x;
  const below = before.node.op === op ? (before.node.inputs[0] as Tensor) : before;
  const part = cropped(a, sizes, below, uses);
  if (part === a) return x;
  return within(origin, () => withInputs(x.node, b === undefined ? [part] : [part, b]).outputs[0] as Tensor);
}
