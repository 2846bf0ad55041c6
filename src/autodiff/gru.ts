import type { Attributes, GradientContext, Op } from "../core/op.ts";
import { apply, type Tensor } from "../core/tensor.ts";
import { add, mul, square, sub } from "../ops/arithmetic.ts";
import { sigmoid, tanh } from "../ops/exponential.ts";
import { concat, split } from "../ops/indexing.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { sum } from "../ops/structure.ts";
import { type Cell, cellGradient, columnsOf, rowsOf, zerosOf } from "./recurrence.ts";
import { type NamedTensors, scan } from "./scan.ts";

/**
 * Gated recurrent unit over time, reset after the product. Inputs: projected [time, batch, 3 · units], kernel
 * [units, 3 · units], bias [3 · units], first output [batch, units]. Results: outputs [time, batch, units], last output.
 * Then, for the adjoint: update and reset gates, candidates, what the output before brings to the candidates, outputs before.
 */
const gruOp: Op = {
  name: "gru",
  infer: ([projected, kernel]) => {
    const [x, { shape }] = [projected as Tensor, kernel as Tensor];
    const { dtype } = x;
    const [time, batch, units] = [x.shape[0], x.shape[1], shape[0]] as [number, number, number];
    const stacked = (size: number) => ({ shape: [time, batch, size], dtype });
    const each = stacked(units);
    return [each, { shape: [batch, units], dtype }, stacked(2 * units), each, each, each];
  },
  gradient: (context) => cellGradient(cell, context),
  lower: ({ inputs, attributes }) => walk(inputs, attributes),
};

function walk(inputs: readonly Tensor[], { reverse }: Attributes): readonly Tensor[] {
  const [projected, kernel, bias, output] = inputs as [Tensor, Tensor, Tensor, Tensor];
  const units = kernel.shape[0] as number;
  const { carry, outputs } = scan(
    ({ h }, { x }) => {
      const parts = (of: Tensor): [Tensor, Tensor] => split(of, [2 * units, units], { axis: 1 }) as [Tensor, Tensor];
      const [gatesOfInput, candidateOfInput] = parts(x);
      const [gatesOfOutput, fromOutput] = parts(add(matMul(h, kernel), bias));
      const gates = sigmoid(add(gatesOfInput, gatesOfOutput));
      const [z, r] = split(gates, 2, { axis: 1 }) as [Tensor, Tensor];
      const n = tanh(add(candidateOfInput, mul(r, fromOutput)));
      const next = add(n, mul(z, sub(h, n)));
      return { carry: { h: next }, outputs: { next, gates, n, fromOutput, before: h } };
    },
    { carry: { h: output }, sequence: { x: projected }, reverse: reverse as boolean },
  );
  const { next, ...kept } = outputs;
  return [next, carry.h, ...Object.values(kept)];
}

function adjoint({ inputs, outputs, grads, attributes }: GradientContext): readonly Tensor[] {
  const [, kernel, , output] = inputs as [Tensor, Tensor, Tensor, Tensor];
  const [gates, n, fromOutput, before] = outputs.slice(cell.results) as [Tensor, Tensor, Tensor, Tensor];
  const back = transposeMatrix(kernel);
  const [byOutputs, byLast] = grads;
  const sequence: Record<string, Tensor> = { gates, n, fromOutput, before };
  if (byOutputs !== undefined) sequence["byOutput"] = byOutputs;
  const flow = scan(
    ({ h }, slices: NamedTensors) => {
      const at = slices as Readonly<Record<"gates" | "n" | "fromOutput" | "before", Tensor>>;
      const [z, r] = split(at.gates, 2, { axis: 1 }) as [Tensor, Tensor];
      const byNext = slices["byOutput"] === undefined ? h : add(h, slices["byOutput"]);
      const kept = mul(byNext, z);
      const byCandidate = mul(sub(byNext, kept), sub(1, square(at.n)));
      const byBoth = concat([mul(byNext, sub(at.before, at.n)), mul(byCandidate, at.fromOutput)], { axis: 1 });
      const byGates = mul(byBoth, mul(at.gates, sub(1, at.gates)));
      const byProduct = concat([byGates, mul(byCandidate, r)], { axis: 1 });
      const byProjected = concat([byGates, byCandidate], { axis: 1 });
      return { carry: { h: add(kept, matMul(byProduct, back)) }, outputs: { byProjected, byProduct } };
    },
    { carry: { h: byLast ?? zerosOf(output.shape, output) }, sequence, reverse: !attributes["reverse"] },
  );
  const { byProjected, byProduct } = flow.outputs;
  const byKernel = matMul(columnsOf(before), rowsOf(byProduct));
  return [byProjected, byKernel, sum(byProduct, { axes: [0, 1] }), flow.carry.h];
}

const cell: Cell = { results: 2, walk, adjoint };

/**
 * Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078) in the form whose reset gate acts after the matrix product, from
 * what every step's input adds: h' = z · h + (1 - z) · n, n = tanh(xₙ + r · (h · kernelₙ + biasₙ)), the gates z, r and the
 * candidate n side by side.
 * @param projected [time, batch, 3 · units]
 * @param kernel [units, 3 · units], by which the output before enters
 * @param bias [3 · units], added to that product
 * @param reverse from the last step to the first; outputs stay beside the steps they were made from
 * @returns outputs of every step [time, batch, units], and the last one [batch, units]
 */
export function gruSteps(
  projected: Tensor,
  kernel: Tensor,
  bias: Tensor,
  { reverse = false }: { readonly reverse?: boolean } = {},
): { readonly all: Tensor; readonly last: Tensor } {
  const first = zerosOf([projected.shape[1] as number, kernel.shape[0] as number], projected);
  const [all, last] = apply(gruOp, [projected, kernel, bias, first], { reverse }) as [Tensor, Tensor];
  return { all, last };
}
