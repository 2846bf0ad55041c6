import type { Op, Target } from "../core/op.ts";
import { sizeOf } from "../core/shape.ts";
import { applyOne, constant, type Tensor, typeOf } from "../core/tensor.ts";
import { gather } from "./gather.ts";
import { reshape, transpose } from "./structure.ts";
import type { ConvGeometry } from "./window.ts";

// Convolution over blocks of channels that lie together (NCHWc), the layout ONNX Runtime's CPU provider has its fastest
// kernels for. By itself it uses them only where weights are constants, which those of a training step are not; so the graph
// says it. The operators are ONNX Runtime's own, not ONNX's: they are used where the runtime has shown that they compute
// what a Conv does, and with which size of block (see src/runtime/target.ts).

const domain = "com.microsoft.nchwc:";

const blockOp: Op = {
  name: "blockChannels",
  infer: ([x]) => typeOf(x as Tensor),
  onnx: (emit, _node, operands) => emit.node(`${domain}ReorderInput`, operands),
};

const unblockOp: Op = {
  name: "unblockChannels",
  infer: ([x]) => typeOf(x as Tensor),
  onnx: (emit, node, operands) =>
    emit.node(`${domain}ReorderOutput`, operands, { channels: node.outputs[0]?.shape[1] as number }),
};

const blockedConvOp: Op = {
  name: "blockedConv",
  infer: ([x], { filters, counts }) => ({
    shape: [(x as Tensor).shape[0] as number, filters as number, ...(counts as number[])],
    dtype: (x as Tensor).dtype,
  }),
  onnx: (emit, node, operands) => {
    const { size, stride, dilation, padding } = node.attributes["geometry"] as ConvGeometry;
    return emit.node(`${domain}Conv`, operands, {
      kernel_shape: size,
      strides: stride,
      dilations: dilation,
      pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)],
      group: 1,
    });
  },
};

/**
 * Whether this form is the faster one. Convolutions 3x3, 2 cores, ms, as Conv and by blocks: [16, 16, 64, 64] by 16 3.0 and
 * 2.1, [16, 32, 32, 32] by 32 2.7 and 1.8, [16, 128, 8, 8] by 128 2.9 and 2.1, [32, 64, 32, 32] by 64 17.1 and 13.8,
 * [32, 256, 8, 8] by 256 16.2 and 13.5; with few positions laying out the weights costs more, [32, 512, 4, 4] by 512 25.6
 * and 34.6.
 */
export function prefersBlocks(
  x: Tensor,
  filters: number,
  geometry: ConvGeometry,
  positions: number,
  target: Target,
): boolean {
  const { channelBlock } = target;
  return (
    channelBlock !== undefined &&
    target.portable !== true &&
    x.dtype === "float32" &&
    x.rank === 4 &&
    geometry.groups === 1 &&
    (x.shape[1] as number) % channelBlock === 0 &&
    filters % channelBlock === 0 &&
    (x.shape[0] as number) * positions >= 1024 &&
    sizeOf(geometry.size) > 1
  );
}

/**
 * A convolution by blocks.
 * @param weights [filters, channels, ...kernel]; with `turned` [channels, filters, ...kernel] from its end, as the gradient by the input reads them
 * @param counts sizes of the spatial axes of the result
 */
export function convByBlocks(
  x: Tensor,
  weights: Tensor,
  {
    geometry,
    counts,
    bias,
    block,
    turned = false,
  }: {
    readonly geometry: ConvGeometry;
    readonly counts: readonly number[];
    readonly bias?: Tensor | undefined;
    readonly block: number;
    readonly turned?: boolean;
  },
): Tensor {
  const [first, second, ...kernel] = weights.shape as [number, number, ...number[]];
  const [filters, channels] = turned ? [second, first] : [first, second];
  const taps = sizeOf(kernel);
  // [filters / block, channels / block, taps, channels of a block, filters of a block]
  const apart = reshape(weights, [first / block, block, second / block, block, taps]);
  const laid = transpose(apart, turned ? [2, 0, 4, 1, 3] : [0, 2, 4, 3, 1]);
  const fromEnd = constant(
    Array.from({ length: taps }, (_, i) => taps - 1 - i),
    { shape: [taps], dtype: "int64" },
  );
  const ordered = reshape(turned ? gather(laid, fromEnd, { axis: 2 }) : laid, [filters, channels, ...kernel]);
  const inputs = [applyOne(blockOp, [x], {}), ordered, ...(bias === undefined ? [] : [bias])];
  return applyOne(unblockOp, [applyOne(blockedConvOp, inputs, { geometry, filters, counts: [...counts] })], {});
}
