import { describe, expect, inject, test } from "vitest";
import { input, type Tensor } from "../core/tensor.ts";
import { add, mul, square, sub } from "../ops/arithmetic.ts";
import { sigmoid, tanh } from "../ops/exponential.ts";
import { split } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { fullLike, sum } from "../ops/structure.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { gradients } from "./gradients.ts";
import { gruSteps } from "./gru.ts";
import { lstmSteps } from "./lstm.ts";
import { scan } from "./scan.ts";

const device = inject("device");
/** WebGPU has no float64. */
const dtype = device === "webgpu" ? "float32" : "float64";
const tolerance = device === "webgpu" ? 1e-4 : 1e-10;
const [time, batch, units] = [4, 2, 3];

const numbers = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7 + seed * 2.3) / 2);

interface Walked {
  readonly all: Tensor;
  readonly last: Tensor;
}
type Cell = (x: Tensor, kernel: Tensor, bias: Tensor, reverse: boolean) => Walked;

const first = (kernel: Tensor): Tensor => fullLike(input("like", [batch, units], { dtype: kernel.dtype }), 0);

/** The cell as the textbook has it, differentiated as it stands. */
const plain: Readonly<Record<string, Cell>> = {
  lstm(x, kernel, _, reverse) {
    const made = scan(
      ({ h, c }, { at }) => {
        const [i, f, g, o] = split(add(at, matMul(h, kernel)), 4, { axis: 1 }) as [Tensor, Tensor, Tensor, Tensor];
        const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
        const output = mul(sigmoid(o), tanh(next));
        return { carry: { h: output, c: next }, outputs: { output } };
      },
      { carry: { h: first(kernel), c: first(kernel) }, sequence: { at: x }, reverse },
    );
    return { all: made.outputs.output, last: made.carry.h };
  },
  gru(x, kernel, bias, reverse) {
    const made = scan(
      ({ h }, { at }) => {
        const [xz, xr, xn] = split(at, 3, { axis: 1 }) as [Tensor, Tensor, Tensor];
        const [hz, hr, hn] = split(add(matMul(h, kernel), bias), 3, { axis: 1 }) as [Tensor, Tensor, Tensor];
        const z = sigmoid(add(xz, hz));
        const n = tanh(add(xn, mul(sigmoid(add(xr, hr)), hn)));
        const output = add(mul(z, h), mul(sub(1, z), n));
        return { carry: { h: output }, outputs: { output } };
      },
      { carry: { h: first(kernel) }, sequence: { at: x }, reverse },
    );
    return { all: made.outputs.output, last: made.carry.h };
  },
};

const fast: Readonly<Record<string, Cell>> = {
  lstm: (x, kernel, _, reverse) => lstmSteps(x, kernel, { reverse }),
  gru: (x, kernel, bias, reverse) => gruSteps(x, kernel, bias, { reverse }),
};

/** What is read of the outputs: everything, all of them, or the last one. */
const reads = {
  both: ({ all, last }: Walked) => add(sum(square(all)), sum(last)),
  all: ({ all }: Walked) => sum(square(all)),
  last: ({ last }: Walked) => sum(square(last)),
};

describe.each([
  ["lstm", 4],
  ["gru", 3],
])("%s", (name, blocks) => {
  const x = input("x", [time, batch, blocks * units], { dtype });
  const kernel = input("kernel", [units, blocks * units], { dtype });
  const bias = input("bias", [blocks * units], { dtype });
  const leaves = name === "gru" ? [x, kernel, bias] : [x, kernel];
  const feeds = { x: numbers(x.size, 1), kernel: numbers(kernel.size, 2), bias: numbers(bias.size, 3) };

  test.each(
    (Object.keys(reads) as (keyof typeof reads)[]).flatMap((read) => [[read, false] as const, [read, true] as const]),
  )("value, gradients and their gradients, of %s, reverse: %s", async (read, reverse) => {
    const [got, want] = await Promise.all(
      [fast, plain].map(async (cells) => {
        const value = reads[read]((cells[name] as Cell)(x, kernel, bias, reverse));
        const slopes = gradients(value, leaves);
        const bend = slopes.map((slope) => sum(square(slope))).reduce((a, b) => add(a, b));
        const results = await evaluate([value, ...slopes, ...gradients(bend, leaves)], feeds, { device });
        return Promise.all(results.map(async (result) => Array.from((await result.read()) as Float64Array)));
      }),
    );
    expect(got?.length).toBe(1 + 2 * leaves.length);
    got?.flat().forEach((value, i) => {
      expect(Math.abs(value - (want?.flat()[i] as number))).toBeLessThanOrEqual(tolerance);
    });
  });
});
