import type { Attributes, GradientContext, Op } from "../core/op.ts";
import { apply, type Tensor } from "../core/tensor.ts";
import { add, mul, square, sub } from "../ops/arithmetic.ts";
import { sigmoid, tanh } from "../ops/exponential.ts";
import { concat, split } from "../ops/indexing.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { type Cell, cellGradient, columnsOf, rowsOf, zerosOf } from "./recurrence.ts";
import { type NamedTensors, scan } from "./scan.ts";

/**
 * Long short-term memory over time. Inputs: projected [time, batch, 4 · units], kernel [units, 4 · units], first output
 * and first state [batch, units]. Results: outputs [time, batch, units], last output, last state. Then, for the adjoint:
 * input and forget gates, candidates, output gates, tanh of states, states before, outputs before.
 *
 * Value and gradients of 64 steps of [128, 64] to 128 units in float32 on two threads of a CPU, and loading the graph:
 * this form 45 ms (loading 50 ms); gates and factors of the adjoint for all steps at once, outside the scan, 51; blocks of 4
 * steps unrolled in the scan 49, of 8 51; all unrolled 55 (390); scan differentiated as it stands 62; unrolled and
 * differentiated as it stands 53 (300).
 */
const lstmOp: Op = {
  name: "lstm",
  infer: ([projected, kernel]) => {
    const [x, { shape }] = [projected as Tensor, kernel as Tensor];
    const { dtype } = x;
    const [time, batch, units] = [x.shape[0], x.shape[1], shape[0]] as [number, number, number];
    const stacked = (size: number) => ({ shape: [time, batch, size], dtype });
    const last = { shape: [batch, units], dtype };
    return [stacked(units), last, last, stacked(2 * units), ...Array.from({ length: 5 }, () => stacked(units))];
  },
  gradient: (context) => cellGradient(cell, context),
  lower: ({ inputs, attributes }) => walk(inputs, attributes),
};

function walk(inputs: readonly Tensor[], { reverse }: Attributes): readonly Tensor[] {
  const [projected, kernel, output, state] = inputs as [Tensor, Tensor, Tensor, Tensor];
  const units = kernel.shape[0] as number;
  const { carry, outputs } = scan(
    ({ h, c }, { z }) => {
      const [first, candidate, last] = split(add(z, matMul(h, kernel)), [2 * units, units, units], { axis: 1 });
      const inputForget = sigmoid(first as Tensor);
      const [i, f] = split(inputForget, 2, { axis: 1 }) as [Tensor, Tensor];
      const g = tanh(candidate as Tensor);
      const o = sigmoid(last as Tensor);
      const next = add(mul(f, c), mul(i, g));
      const tanhNext = tanh(next);
      const nextOutput = mul(o, tanhNext);
      return {
        carry: { h: nextOutput, c: next },
        outputs: { nextOutput, inputForget, g, o, tanhNext, before: c, outputBefore: h },
      };
    },
    { carry: { h: output, c: state }, sequence: { z: projected }, reverse: reverse as boolean },
  );
  const { nextOutput, ...kept } = outputs;
  return [nextOutput, carry.h, carry.c, ...Object.values(kept)];
}

function adjoint({ inputs, outputs, grads, attributes }: GradientContext): readonly Tensor[] {
  const [, kernel, output, state] = inputs as [Tensor, Tensor, Tensor, Tensor];
  const [inputForget, g, o, tanhNext, before, outputBefore] = outputs.slice(cell.results) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const back = transposeMatrix(kernel);
  const [byOutputs, byLast, byState] = grads;
  const sequence: Record<string, Tensor> = { inputForget, g, o, tanhNext, before };
  if (byOutputs !== undefined) sequence["byOutput"] = byOutputs;
  const flow = scan(
    ({ h, c }, slices: NamedTensors) => {
      const at = slices as Readonly<Record<"inputForget" | "g" | "o" | "tanhNext" | "before", Tensor>>;
      const [i, f] = split(at.inputForget, 2, { axis: 1 }) as [Tensor, Tensor];
      const byNext = slices["byOutput"] === undefined ? h : add(h, slices["byOutput"]);
      const through = mul(byNext, at.o);
      const byC = add(c, sub(through, mul(mul(through, at.tanhNext), at.tanhNext)));
      const byGates = concat([mul(byC, at.g), mul(byC, at.before)], { axis: 1 });
      const byProjected = concat(
        [
          mul(byGates, mul(at.inputForget, sub(1, at.inputForget))),
          mul(mul(byC, i), sub(1, square(at.g))),
          mul(mul(byNext, at.tanhNext), mul(at.o, sub(1, at.o))),
        ],
        { axis: 1 },
      );
      return { carry: { h: matMul(byProjected, back), c: mul(byC, f) }, outputs: { byProjected } };
    },
    {
      carry: { h: byLast ?? zerosOf(output.shape, output), c: byState ?? zerosOf(state.shape, state) },
      sequence,
      reverse: !attributes["reverse"],
    },
  );
  const { byProjected } = flow.outputs;
  return [byProjected, matMul(columnsOf(outputBefore), rowsOf(byProjected)), flow.carry.h, flow.carry.c];
}

const cell: Cell = { results: 3, walk, adjoint };

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735), from what every step adds to its
 * gates: c' = σ(f) · c + σ(i) · tanh(g), h' = σ(o) · tanh(c'), the gates i, f, g, o side by side.
 * @param projected [time, batch, 4 · units]
 * @param kernel [units, 4 · units], by which the output before enters the gates
 * @param reverse from the last step to the first; outputs stay beside the steps they were made from
 * @returns outputs of every step [time, batch, units], and the last one [batch, units]
 */
export function lstmSteps(
  projected: Tensor,
  kernel: Tensor,
  { reverse = false }: { readonly reverse?: boolean } = {},
): { readonly all: Tensor; readonly last: Tensor } {
  const zeros = zerosOf([projected.shape[1] as number, kernel.shape[0] as number], projected);
  const [all, last] = apply(lstmOp, [projected, kernel, zeros, zeros], { reverse }) as [Tensor, Tensor];
  return { all, last };
}
