import { constantData, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { add, div, mul } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { slice } from "../ops/indexing.ts";
import { substitute } from "../rewrite/graph.ts";
import { type Forward, lossOf, resultName, resultsOf, type TermParts } from "./parts.ts";

// Gradient accumulation inside one graph: the micro-batches of a step follow each other, each with its own backward pass,
// whose memory the runtime takes again for the next. Divisors depend on the data alone, so every micro-batch is divided by
// that of the whole batch, and the sum of gradients is the gradient of the large batch, weights and masks included.

/** A micro-batch's share of the inputs. */
interface MicroBatch {
  readonly fields: Readonly<Record<string, Tensor>>;
  readonly seed: Tensor;
}

/** Far enough apart that no step of the same training draws the same numbers. */
const seedStride = 2 ** 30;

/** The fields of a batch in consecutive parts of `size` examples; the last may be smaller. */
export function microBatches(fields: Readonly<Record<string, Tensor>>, size: number, seed: Tensor): MicroBatch[] {
  const batchSize = Object.values(fields)[0]?.shape[0] ?? 0;
  if (size >= batchSize) return [{ fields, seed }];
  return Array.from({ length: Math.ceil(batchSize / size) }, (_, i) => ({
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, x]) => [
        name,
        slice(x, { axes: 0, start: i * size, end: Math.min(batchSize, (i + 1) * size) }),
      ]),
    ),
    seed: i === 0 ? seed : add(seed, i * seedStride),
  }));
}

interface Accumulated {
  /** What is minimised, in parts that are differentiated one by one; none where there is nothing to minimise. */
  readonly losses: readonly Tensor[];
  readonly results: Record<string, Tensor>;
  readonly updates: ReadonlyMap<Variable, Tensor>;
}

/** Forward passes over micro-batches as that of the whole batch. */
export function accumulated(
  given: readonly Forward[],
  { batchSize, microBatch }: { readonly batchSize: number; readonly microBatch: number },
): Accumulated {
  const { parts, updates } = inSequence(given);
  const [first] = parts as [Forward];
  const shares = parts.map((_, i) => Math.min(microBatch, batchSize - i * microBatch) / batchSize);
  const whole = parts.length === 1 ? parts : withSharedDivisors(parts, shares);
  const losses = whole.flatMap((part) => lossOf(part) ?? []);
  return {
    losses,
    results: parts.length === 1 ? resultsOf(first) : addUp(whole.map(resultsOf), first.terms),
    updates,
  };
}

/** What is not trained goes from each micro-batch to the next, as from step to step. */
function inSequence(parts: readonly Forward[]): {
  readonly parts: readonly Forward[];
  readonly updates: ReadonlyMap<Variable, Tensor>;
} {
  const [first, ...others] = parts as [Forward, ...Forward[]];
  if (first.updates.size === 0 || others.length === 0) return { parts, updates: first.updates };
  const done = [first];
  for (const part of others) {
    const before = (done.at(-1) as Forward).updates;
    const replaced = new Map([...before].map(([variable, next]) => [variable.tensor, next]));
    done.push(mapTensors(part, (x) => substitute(x, replaced)));
  }
  return { parts: done, updates: (done.at(-1) as Forward).updates };
}

/** The same parts with all of their tensors replaced, in one pass. */
function mapTensors(part: Forward, replace: (tensors: readonly Tensor[]) => Tensor[]): Forward {
  const all = replace([
    ...part.updates.values(),
    ...part.terms.flatMap(({ total, divisor, value }) => [total, divisor, value]),
    ...Object.values(part.penalties),
    ...Object.values(part.metrics),
  ]);
  let next = 0;
  const take = (): Tensor => all[next++] as Tensor;
  const updates = new Map([...part.updates.keys()].map((variable) => [variable, take()]));
  const terms = part.terms.map((term) => ({ ...term, total: take(), divisor: take(), value: take() }));
  const named = (values: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
    Object.fromEntries(Object.keys(values).map((name) => [name, take()]));
  return { ...part, updates, terms, penalties: named(part.penalties), metrics: named(part.metrics) };
}

/** Every micro-batch's total over the divisor of the whole batch. */
function withSharedDivisors(parts: readonly Forward[], shares: readonly number[]): Forward[] {
  const divisors = (parts[0] as Forward).terms.map((_, t) => {
    const each = parts.map((part) => part.terms[t] as TermParts);
    return isWhole(each) ? undefined : each.map(({ divisor }) => divisor).reduce((a, b) => add(a, b));
  });
  return parts.map((part, i) => ({
    ...part,
    terms: part.terms.map((term, t) => {
      const divisor = divisors[t];
      if (divisor === undefined) {
        // A sum stays one; a single number for a micro-batch counts by its examples.
        const total =
          term.reduction === "sum" || term.reduction === "none" ? term.total : mul(term.total, shares[i] as number);
        return { ...term, total, value: total };
      }
      const isEmpty = equal(divisor, 0);
      return { ...term, divisor, value: where(isEmpty, 0, div(term.total, where(isEmpty, 1, divisor))) };
    }),
    penalties: Object.fromEntries(
      Object.entries(part.penalties).map(([name, value]) => [name, mul(value, shares[i] as number)]),
    ),
  }));
}

/** Whether a term counts nothing: a sum, or one number for each micro-batch. */
function isWhole(each: readonly TermParts[]): boolean {
  return each.every(({ divisor }) => Number(constantData(divisor)?.[0]) === 1);
}

/** Results added up; divisors are those of the whole batch already. */
function addUp(each: readonly Record<string, Tensor>[], terms: readonly TermParts[]): Record<string, Tensor> {
  const [first, ...others] = each as [Record<string, Tensor>, ...Record<string, Tensor>[]];
  const divisors = new Set(terms.map(({ name }) => resultName.divisor(name)));
  return Object.fromEntries(
    Object.entries(first).map(([name, x]) => [
      name,
      divisors.has(name) ? x : others.reduce((sum, more) => add(sum, more[name] as Tensor), x),
    ]),
  );
}
