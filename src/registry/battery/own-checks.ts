import { gradients } from "../../autodiff/gradients.ts";
import { LossmithError } from "../../core/errors.ts";
import { input } from "../../core/tensor.ts";
import { sum as sumOf } from "../../ops/structure.ts";
import { evaluate } from "../../runtime/evaluate.ts";
import type { NumberArray } from "../numbers.ts";
import type { LossData } from "../sample-data.ts";
import { difference, type Findings, rows, type Subject } from "./checks.ts";
import { farData, takeRows } from "./data.ts";

// What goes wrong with losses of users: these take a target `yTrue` and a prediction `yPred`.

function numbersOf(data: LossData, name: string): NumberArray {
  return data[name] as NumberArray;
}

function withNumbers(data: LossData, name: string, numbers: readonly number[]): LossData {
  return { ...data, [name]: { ...numbersOf(data, name), numbers } };
}

/** The gradient is not 0 everywhere, nor at one place of every example. */
export async function checkDead({ data, exact }: Subject): Promise<Findings> {
  const gradient = (await (await exact())(data)).sum.gradients["yPred"] ?? [];
  if (gradient.every((each) => each === 0))
    return ["the gradient is 0 everywhere: rounding, comparisons, argMax and stopGradient let none through"];
  const size = gradient.length / rows;
  const dead = Array.from({ length: size }, (_, at) => at).filter((at) =>
    gradient.every((each, i) => i % size !== at || each === 0),
  );
  return dead.length === 0
    ? []
    : [`no gradient at number ${dead.slice(0, 5).join(", ")} of the ${size} of any example: nothing trains them`];
}

/** Where predictions are far off, there is a gradient to come back by. */
export async function checkFlat({ info, options, rounded }: Subject): Promise<Findings> {
  for (const size of [20, 100]) {
    const { none, sum } = await (await rounded())(farData(info, options, size));
    const gradient = sum.gradients["yPred"] ?? [];
    const isLoss = none.value.some((value) => value > (info.minimum ?? 0) + 1e-3);
    if (isLoss && gradient.every((each) => each === 0))
      return [
        `predictions of size ${size}: the loss is ${none.value[0]}, its gradient 0: clipping stops training where it is most wrong`,
      ];
  }
  return [];
}

/** Finite, value and gradient, at 0 and where predictions equal targets. */
export async function checkOrigin({ info, data, rounded }: Subject): Promise<Findings> {
  const [target, prediction] = [numbersOf(data, "yTrue"), numbersOf(data, "yPred")];
  const domain = [info.inputs[1]?.domain].flat()[0];
  const zeros = prediction.numbers.map(() => 0);
  const takesZero = domain === "real" || domain === "logits" || domain === "embedding" || domain === "unknown";
  const isAlike = domain === [info.inputs[0]?.domain].flat()[0] && target.numbers.length === prediction.numbers.length;
  const cases: [string, LossData][] = [
    ...(takesZero ? [["predictions of 0", withNumbers(data, "yPred", zeros)] as [string, LossData]] : []),
    ...(takesZero && isAlike
      ? [
          ["predictions and targets of 0", withNumbers(withNumbers(data, "yPred", zeros), "yTrue", zeros)] as [
            string,
            LossData,
          ],
        ]
      : []),
    ...(isAlike
      ? [["predictions that equal targets", withNumbers(data, "yPred", target.numbers)] as [string, LossData]]
      : []),
  ];
  const found: string[] = [];
  for (const [what, numbers] of cases) {
    const { none, sum } = await (await rounded())(numbers);
    const value = none.value.find((each) => !Number.isFinite(each));
    const slope = (sum.gradients["yPred"] ?? []).find((each) => !Number.isFinite(each));
    if (value !== undefined) found.push(`${what}: a value of ${value}`);
    else if (slope !== undefined)
      found.push(
        `${what}: a gradient of ${slope}; a root or logarithm at 0 does that: choose the argument with where before it`,
      );
  }
  return found;
}

/** No prediction tried is better than the target itself. */
export async function checkLeast({ info, data, exact }: Subject): Promise<Findings> {
  const [target, prediction] = [numbersOf(data, "yTrue"), numbersOf(data, "yPred")];
  const isAlike = [info.inputs[0]?.domain].flat()[0] === [info.inputs[1]?.domain].flat()[0];
  if (!isAlike || target.shape.join() !== prediction.shape.join()) return [];
  const f = await exact();
  const right = (await f(withNumbers(data, "yPred", target.numbers))).none.value;
  const found: string[] = [];
  for (const share of [1, 0.1, 1e-3]) {
    const near = target.numbers.map((each, i) => each + share * ((prediction.numbers[i] as number) - each));
    const { value } = (await f(withNumbers(data, "yPred", near))).none;
    const at = value.findIndex(
      (each, i) => each < (right[i] as number) - 1e-9 * Math.max(1, Math.abs(right[i] as number)),
    );
    if (at >= 0) found.push(`${value[at]} for a prediction that is off, ${right[at]} for one that equals the target`);
  }
  return found.slice(0, 1);
}

/** An example's value does not depend on the others of its batch. */
export async function checkAlone(subject: Subject): Promise<Findings> {
  const kept = [0, 1, 3, 4];
  const { value } = (await (await subject.exact())(subject.data)).none;
  const stride = value.length / rows;
  const want = kept.flatMap((row) => value.slice(row * stride, (row + 1) * stride));
  const got = (await (await subject.fewer())(takeRows(subject.info, subject.data, kept))).none.value;
  const found = difference(got, want, 1e-9, "value");
  return found.length === 0
    ? []
    : [
        `values change when another example leaves the batch (${found[0]}): a weight of 0 does not take an example out of the others' values`,
      ];
}

/** Targets [batch] beside predictions [batch, 1], and the other way round, are refused or read as what they are. */
export async function checkBroadcast({ info, options }: Subject): Promise<Findings> {
  if ([info.inputs[0]?.domain].flat()[0] === "classIndex") return [];
  const numbers = (low: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => 0.1 + 0.8 * ((i * low) % 1));
  const feeds = { yTrue: numbers(0.37), yPred: numbers(0.61) };
  const found: string[] = [];
  const run = async (
    target: readonly number[],
    prediction: readonly number[],
  ): Promise<{ shape: readonly number[]; value: number; slope: number[] } | undefined> => {
    const [yTrue, yPred] = [
      input("yTrue", target, { dtype: "float64" }),
      input("yPred", prediction, { dtype: "float64" }),
    ];
    try {
      const values = info.fn(yTrue, yPred, options);
      const total = sumOf(values);
      const results = await evaluate([total, ...gradients(total, [yPred], { unconnected: "zero" })], feeds, {
        threads: 1,
      });
      const slope = Array.from((await results[1]?.read()) as Float64Array);
      return { shape: values.shape, value: (await results[0]?.number()) as number, slope };
    } catch (error) {
      if (error instanceof LossmithError) return undefined; // refused
      throw error;
    }
  };
  const aligned = await run([rows, 1], [rows, 1]);
  for (const [target, prediction] of [
    [[rows], [rows, 1]],
    [[rows, 1], [rows]],
  ] as const) {
    const result = await run(target, prediction);
    if (result === undefined) continue;
    const where = `targets [${target.join(", ")}] beside predictions [${prediction.join(", ")}]`;
    const isLarger = result.shape.reduce((a, b) => a * b, 1) > rows;
    const isOther =
      aligned !== undefined &&
      difference([result.value, ...result.slope], [aligned.value, ...aligned.slope], 1e-6, "").length > 0;
    if (isLarger || isOther)
      found.push(`${where} are compared each with each; reshape one, or refuse: losses of lossmith throw`);
  }
  return found;
}
