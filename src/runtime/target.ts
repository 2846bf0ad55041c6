import { backend } from "#backend";
import { optimise } from "../compiler/compile.ts";
import type { Device, Target } from "../core/op.ts";
import { input } from "../core/tensor.ts";
import { encode } from "../onnx/encode.ts";
import { convByBlocks } from "../ops/blocked-conv-lowering.ts";
import { conv } from "../ops/conv.ts";
import { Value } from "./value.ts";

let found: Promise<number | undefined> | undefined;

/** What graphs for a device are lowered for: on the CPU with what its convolutions are found to be able to. */
export async function targetFor(device: Device): Promise<Target> {
  if (device !== "cpu" || !backend.devices.includes(device)) return { device };
  found ??= findChannelBlock();
  return { device, channelBlock: await found, multipliesRows: backend.multipliesRows };
}

/**
 * Tries ONNX Runtime's convolution by blocks of channels on a few numbers: which size of block gives what a Conv gives?
 * It is 16 with AVX-512 and on ARM, 8 with AVX2; other builds have no such operators.
 */
async function findChannelBlock(): Promise<number | undefined> {
  for (const block of [16, 8]) if (await agrees(block)) return block;
  return undefined;
}

async function agrees(block: number): Promise<boolean> {
  const device = "cpu";
  const [x, weights] = [input("x", [1, 2 * block, 3, 2]), input("weights", [2 * block, 2 * block, 3, 3])];
  const geometry = {
    size: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ] as const,
    groups: 1,
  };
  const outputs = [conv(x, weights, { padding: 1 }), convByBlocks(x, weights, { geometry, counts: [3, 2], block })];
  const [plain, blocked] = optimise(outputs, { device }) as [typeof x, typeof x];
  try {
    const model = encode({ inputs: [x, weights], outputs: { plain, blocked } }, { device });
    const session = await backend.load(model, { device, threads: 1 });
    const drawn = (size: number): Float32Array =>
      Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
    const results = await session.run({
      x: Value.of(drawn(x.size), x.shape),
      weights: Value.of(drawn(weights.size), weights.shape),
    });
    await session.dispose();
    const [a, b] = await Promise.all([results["plain"], results["blocked"]].map((value) => (value as Value).numbers()));
    return (a as Float64Array).every((value, i) => Math.abs(value - ((b as Float64Array)[i] as number)) < 1e-3);
  } catch {
    return false;
  }
}
