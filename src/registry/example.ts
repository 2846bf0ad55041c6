import { constant, type Tensor } from "../core/tensor.ts";
import { axesOf } from "../losses/shapes.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { dtypeOf } from "./check-data.ts";
import { type LossOptions, parseLossOptions } from "./index.ts";
import type { NumberArray } from "./numbers.ts";
import { domainOf, drawData, requiredOptions, sampleAxes } from "./sample-data.ts";

/** Longest list of numbers that is written out. */
const longest = 24;

/** Values that are shown of a result. */
const shownValues = 6;

/**
 * A program that computes a loss of a small sample, made from its spec, with what it prints as its last comment.
 * @param name of the loss
 * @returns lines of TypeScript
 */
export async function exampleOf(name: string, info: LossInfo): Promise<string[]> {
  const required = requiredOptions(info);
  const batch = info.coupled || info.values === "[]" ? 4 : 2;
  const data = drawData(info, required, { batch, seed: 5, between: sampleAxes(info) });
  const tensors = info.inputs.map((each) => written(each, data[each.name] as NumberArray, required));
  const options = Object.entries(required).map(([key, value]) => `${key}: ${value}`);
  const call = [...info.inputs.map((each) => each.name), ...(options.length > 0 ? [`{ ${options.join(", ")} }`] : [])];
  const parsed = parseLossOptions(name, info, required);
  const [result] = await evaluate([info.fn(...tensors.map(({ tensor }) => tensor), parsed)], {}, { threads: 1 });
  const numbers = Array.from(await (result as NonNullable<typeof result>).numbers());
  const shown = numbers.slice(0, shownValues).map((number) => Number(number.toPrecision(4)));
  return [
    `import { ${name} } from "lossmith/losses";`,
    'import { constant, evaluate } from "lossmith/ops";',
    "",
    ...info.inputs.map((each, i) => `const ${each.name} = ${tensors[i]?.code};`),
    `const [result] = await evaluate([${name}(${call.join(", ")})]);`,
    `console.log(await result.numbers()); // ${shown.join(", ")}${numbers.length > shown.length ? ", ..." : ""}`,
  ];
}

/** How the loss is given to `compile`, and what it takes there; undefined for a loss of nothing that a network predicts. */
export function compileText(name: string, info: LossInfo): string | undefined {
  const predictions = info.inputs.filter((each) => each.grad && each.variable === undefined);
  if (predictions.length === 0) return undefined;
  const options = Object.entries(requiredOptions(info)).map(([key, value]) => `${key}: ${value}`);
  const loss = options.length === 0 ? `"${name}"` : `{ name: "${name}", ${options.join(", ")} }`;
  const kept = info.inputs.filter((each) => each.variable !== undefined);
  const list = (inputs: readonly LossInput[]): string => inputs.map((each) => `\`${each.name}\``).join(", ");
  return [
    `\`model.compile({ loss: ${loss} })\``,
    ...(predictions.length > 1 ? [` takes the network's outputs ${list(predictions)}`] : []),
    ...(kept.length > 0 ? [`${predictions.length > 1 ? ";" : ":"} the loss keeps ${list(kept)} itself`] : []),
  ].join("");
}

/** A sample as code, short where it can be, and the tensor that code makes. */
function written(
  each: LossInput,
  { shape, numbers }: NumberArray,
  options: LossOptions,
): { readonly tensor: Tensor; readonly code: string } {
  const dtype = dtypeOf(each, "float32");
  if (numbers.length <= longest || dtype !== "float32") {
    const rounded = roundedRows(each, numbers, shape);
    const type = dtype === "float32" ? "" : `, { dtype: "${dtype}" }`;
    return { tensor: constant(rounded, { shape, dtype }), code: `constant(${nested(rounded, shape)}${type})` };
  }
  const domain = domainOf(each, options);
  const wave = waves[domain] ?? (each.min === 0 ? waves["probabilities"] : waves["real"]);
  const { formula, value } = wave as Wave;
  return {
    tensor: constant(
      Float32Array.from({ length: numbers.length }, (_, i) => value(i)),
      { shape },
    ),
    code: `constant(Float32Array.from({ length: ${numbers.length} }, (_, i) => ${formula}), { shape: [${shape.join(", ")}] })`,
  };
}

/** Two decimals; distributions over classes in the last axis still add up to 1. */
function roundedRows(each: LossInput, numbers: readonly number[], shape: readonly number[]): number[] {
  const rounded = numbers.map((number) => Math.round(number * 100) / 100 + 0);
  const isDistribution = ["probabilities", "simplex"].includes([each.domain].flat()[0] as string);
  if (!isDistribution || axesOf(each.shape).at(-1) !== "classes") return rounded;
  const width = shape.at(-1) as number;
  return rounded.map((number, i) => {
    if (i % width !== width - 1) return number;
    const others = rounded.slice(i - width + 1, i).reduce((a, b) => a + b, 0);
    return Math.round((1 - others) * 100) / 100;
  });
}

interface Wave {
  readonly formula: string;
  readonly value: (i: number) => number;
}

/** Numbers of a kind, as many as wanted. */
const waves: Readonly<Record<string, Wave>> = {
  real: { formula: "Math.sin(3 * i)", value: (i) => Math.sin(3 * i) },
  binary: { formula: "(i % 3 === 0 ? 1 : 0)", value: (i) => (i % 3 === 0 ? 1 : 0) },
  probabilities: { formula: "0.5 + 0.4 * Math.sin(3 * i)", value: (i) => 0.5 + 0.4 * Math.sin(3 * i) },
  positive: { formula: "1.5 + Math.sin(3 * i)", value: (i) => 1.5 + Math.sin(3 * i) },
};

function nested(numbers: readonly number[], [size, ...inner]: readonly number[]): string {
  if (size === undefined) return String(numbers[0]);
  const stride = numbers.length / size;
  const rows = Array.from({ length: size }, (_, i) => nested(numbers.slice(i * stride, (i + 1) * stride), inner));
  return `[${rows.join(", ")}]`;
}
