import { gradients } from "../../src/autodiff/gradients.ts";
import { Random } from "../../src/core/random.ts";
import { type Shape, sizeOf } from "../../src/core/shape.ts";
import { constant, input, type NestedNumbers, type Tensor } from "../../src/core/tensor.ts";
import { type Reduction, reduceLoss } from "../../src/losses/reduce.ts";
import type { LossInfo, LossInput } from "../../src/losses/spec.ts";
import { isIndexInput } from "../../src/registry/check-data.ts";
import { type NumberArray, parseNumbers } from "../../src/registry/numbers.ts";
import type { LossOptions } from "../../src/registry/options.ts";
import { compileFunction, evaluate } from "../../src/runtime/evaluate.ts";

/** Numbers for a loss's inputs, by name. */
export type LossData = Readonly<Record<string, NumberArray>>;

export const sizes: Readonly<Record<string, number>> = { n: 3, classes: 4 };

/** "[batch, ..., n]" with `between` in the place of the dots. */
export function shapeOf(notation: string, batch: number, between: readonly number[] = []): number[] {
  const names = notation.slice(1, -1).split(", ");
  return names.flatMap((name) => (name === "..." ? between : [name === "batch" ? batch : (sizes[name] as number)]));
}

/** Random numbers that a loss takes: what its spec says of them, and nothing else, decides. Seeded. */
export function drawData(
  info: LossInfo,
  options: LossOptions,
  { batch = 5, between = [], seed = 1 }: { batch?: number; between?: readonly number[]; seed?: number } = {},
): LossData {
  const random = new Random(seed);
  return Object.fromEntries(
    info.inputs.map((each) => {
      const shape = shapeOf(each.shape, batch, between);
      return [each.name, { shape, numbers: draw(each, shape, options["fromLogits"] === true, random) }];
    }),
  );
}

function draw(each: LossInput, shape: Shape, fromLogits: boolean, random: Random): number[] {
  const domains = [each.domain].flat();
  const domain = fromLogits && domains.includes("logits") ? "logits" : domains[0];
  const many = (next: () => number): number[] => Array.from({ length: sizeOf(shape) }, next);
  if (domain === "classIndex") return many(() => random.integer(sizes["classes"] as number));
  if (domain === "binary") return many(() => random.integer(2));
  if (domain === "probabilities" || domain === "simplex") {
    const numbers = many(() => 0.05 + 0.9 * random.uniform());
    return each.shape.includes("classes") ? normalise(numbers, shape.at(-1) as number) : numbers;
  }
  return many(() => 2 * random.normal());
}

function normalise(numbers: readonly number[], width: number): number[] {
  return numbers.map((number, i) => {
    const row = numbers.slice(i - (i % width), i - (i % width) + width);
    return number / row.reduce((a, b) => a + b);
  });
}

/** Some rows of the data. */
export function takeRows(data: LossData, rows: readonly number[]): LossData {
  return Object.fromEntries(
    Object.entries(data).map(
      ([
        name,
        {
          shape: [batch = 1, ...rest],
          numbers,
        },
      ]) => {
        const stride = numbers.length / batch;
        const kept = rows.flatMap((row) => numbers.slice(row * stride, (row + 1) * stride));
        return [name, { shape: [rows.length, ...rest], numbers: kept }];
      },
    ),
  );
}

export interface RunOptions {
  readonly dtype: "float32" | "float64";
  readonly device: "cpu" | "wasm" | "webgpu";
  readonly reduction?: Reduction;
  readonly weight?: readonly number[];
  /** One per row: 1 counts, 0 does not. */
  readonly mask?: readonly number[];
}

export interface LossResult {
  readonly shape: Shape;
  readonly value: number[];
  /** Of the sum of the value, by each input the loss is differentiated by. */
  readonly gradients: Readonly<Record<string, number[]>>;
}

/** The loss as a function of its numbers, compiled for the shapes of `data`. */
export async function compileLoss(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  { dtype, device, reduction = "mean", weight, mask }: RunOptions,
): Promise<(data: LossData) => Promise<LossResult>> {
  const tensors = info.inputs.map((each) =>
    input(each.name, (data[each.name] as NumberArray).shape, { dtype: isIndexInput(each) ? "int64" : dtype }),
  );
  const value = reduceLoss(info.fn(...tensors, options), {
    reduction,
    sampleWeight: weight && constant([...weight], { dtype }),
    mask: mask && constant([...mask], { dtype: "bool" }),
  });
  const wanted = tensors.filter((_, i) => info.inputs[i]?.grad);
  const compiled = await compileFunction([value, ...gradients(value, wanted)], { device });
  return async (numbers) => {
    const feeds = Object.fromEntries(Object.entries(numbers).map(([name, array]) => [name, array.numbers]));
    const [first, ...rest] = await Promise.all(
      (await compiled.run(feeds)).map(async (each) => Array.from((await each.read()) as Float64Array)),
    );
    const slopes = Object.fromEntries(wanted.map((x: Tensor, i) => [x.name, rest[i] as number[]]));
    return { shape: value.shape, value: first as number[], gradients: slopes };
  };
}

export async function runLoss(
  info: LossInfo,
  options: LossOptions,
  data: LossData,
  run: RunOptions,
): Promise<LossResult> {
  return (await compileLoss(info, options, data, run))(data);
}

/** Value and gradient of a function of one tensor, in float32 unless told otherwise. */
export async function valueAndGradient(
  f: (x: Tensor) => Tensor,
  at: NestedNumbers,
  { dtype = "float32", device }: { dtype?: "float32" | "float64"; device: RunOptions["device"] },
): Promise<{ value: number[]; gradient: number[] }> {
  const { numbers } = parseNumbers("x", at);
  const x = input("x", constant(at).shape, { dtype });
  const y = f(x);
  const results = await evaluate([y, ...gradients(y, [x])], { x: numbers }, { device });
  const [value, gradient] = await Promise.all(
    results.map(async (each) => Array.from((await each.read()) as Float32Array)),
  );
  return { value: value as number[], gradient: gradient as number[] };
}
