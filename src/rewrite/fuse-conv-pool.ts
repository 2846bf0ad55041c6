import type { Tensor } from "../core/tensor.ts";
import { add } from "../ops/arithmetic.ts";
import type { ConvGeometry } from "../ops/window.ts";
import { convMaxPool } from "../ops/conv-pool.ts";
import { reshape } from "../ops/structure.ts";
import type { Windows } from "../ops/window.ts";
import { countUses, rewrite } from "./graph.ts";

/**
 * Makes max pooling of a convolution one op, where nothing else reads the convolution: images, stride 1, one group, and
 * windows side by side. The bias moves behind the pooling.
 * @param outputs the graph's results
 * @param keep tensors that stay what they are and where they are: something is differentiated by them
 */
export function fuseConvPool(outputs: readonly Tensor[], keep: readonly Tensor[] = []): Tensor[] {
  const uses = countUses([...outputs, ...keep]);
  return rewrite(
    outputs,
    (node, before) => {
      if (node.op.name !== "maxPool" || uses.get(before.inputs[0] as Tensor) !== 1) return undefined;
      const z = node.inputs[0] as Tensor;
      if (z.node.op.name !== "conv") return undefined;
      const windows = node.attributes["windows"] as Windows;
      const geometry = z.node.attributes["geometry"] as ConvGeometry;
      if (!isSimple(geometry, windows)) return undefined;
      const [x, weights, bias] = z.node.inputs as [Tensor, Tensor, Tensor | undefined];
      const pooled = convMaxPool(x, weights, { padding: geometry.padding, window: windows.size as readonly [number, number] });
      return [bias === undefined ? pooled : add(pooled, reshape(bias, [1, bias.size, 1, 1]))];
    },
    keep,
  );
}

function isSimple({ stride, dilation, groups }: ConvGeometry, pooling: Windows): boolean {
  const isOne = (step: number): boolean => step === 1;
  const tiles = pooling.size.every((length, i) => length === pooling.stride[i]) && pooling.padding.flat().every((width) => width === 0);
  return stride.length === 2 && groups === 1 && stride.every(isOne) && dilation.every(isOne) && tiles;
}
