import { optimise } from "../compiler/compile.ts";
import { lower } from "../compiler/lower.ts";
import { isFloat } from "../core/dtype.ts";
import { NonFiniteError, type NonFiniteFinding } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { constantData, isInput, type Node, type Tensor } from "../core/tensor.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { mul } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { inputsOf, loadLowered } from "../runtime/evaluate.ts";
import type { Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import type { NormAt } from "./guard.ts";
import { growthOf, remedyFor } from "./remedy.ts";
import { firstNonFinite } from "./scan.ts";

/** What an input of a step is, by its name. */
export type Roles = (input: string) => { readonly cause: NonFiniteFinding["cause"]; readonly name: string };

export interface BadStep {
  readonly where: string;
  /** From 1, since compile. */
  readonly step: number;
  readonly program: StepProgram;
  readonly lossName: string;
  readonly device: Device;
  /** What the step was fed, with a first axis of 1. */
  readonly feeds: Values;
  readonly rows: ArrayLike<number> | undefined;
  /** State before the step. */
  readonly state: Values;
  readonly roles: Roles;
  /** Norms of the weights after earlier steps. */
  readonly norms: readonly NormAt[];
  readonly learningRate: number;
}

/**
 * Takes a bad step once more with every intermediate looked at. @returns the error that says where the first bad number
 * arose: the op whose result is bad while its operands are not
 */
export async function diagnose(bad: BadStep): Promise<NonFiniteError> {
  const { where, step, norms, learningRate, rows, roles } = bad;
  const growth = growthOf(norms, step - 1);
  const source = await findSource(bad);
  const place = { growth, learningRate };
  if (source === undefined)
    return new NonFiniteError(
      where,
      {
        expected: "finite numbers",
        got: `NaN or infinity in step ${step}`,
        fix: remedyFor({ cause: "unknown", step }, place),
      },
      { cause: "unknown", step },
    );
  const { tensor, data, operands } = source;
  const at = firstNonFinite(data);
  const value = data[at] as number;
  const example =
    rows !== undefined && isPerExample(tensor, bad) ? rows[Math.floor((at * rows.length) / tensor.size)] : undefined;
  const { origin } = tensor.node;
  const role = isInput(tensor) ? roles(tensor.name) : undefined;
  const term =
    origin?.part === "loss" ? (origin.term ?? origin.name) : source.terms.length === 1 ? source.terms[0] : undefined;
  const finding: NonFiniteFinding = {
    cause: role?.cause ?? causeOf(tensor.node),
    ...(role === undefined ? { op: origin?.op ?? tensor.node.op.name } : {}),
    ...(role === undefined
      ? origin === undefined || origin.part === "loss"
        ? {}
        : { layer: origin.name }
      : { layer: role.name }),
    ...(term === undefined ? {} : { term }),
    ...(example === undefined ? {} : { row: example }),
    value,
    step,
  };
  return new NonFiniteError(
    where,
    {
      expected: "finite numbers",
      got: describeFinding(finding, role === undefined ? undefined : at % (tensor.size / (rows?.length ?? 1))),
      fix: remedyFor(finding, { ...place, operands }),
    },
    finding,
  );
}

function causeOf({ origin }: Node): NonFiniteFinding["cause"] {
  if (origin?.part === "update") return "update";
  return origin?.gradient === true ? "gradient" : "forward";
}

function describeFinding(
  { cause, op, layer, term, row, value, step }: NonFiniteFinding,
  element: number | undefined,
): string {
  const inRow = row === undefined ? "" : `, example ${row} of the data`;
  const of = term === undefined ? "" : ` (loss term "${term}")`;
  const number = element === undefined ? "" : `, number ${element}`;
  const inStep = `in step ${step}`;
  if (op === undefined) {
    const kind = {
      data: "input",
      label: "target",
      sampleWeight: "sample weights",
      weight: "weight",
      optimizerState: "optimizer state",
    };
    return `${value} in the ${kind[cause as keyof typeof kind] ?? "input"} "${layer}"${inRow}${number}${of} ${inStep}`;
  }
  const what = cause === "gradient" ? `the gradient of ${op}` : op;
  const place =
    layer === undefined
      ? term === undefined
        ? ""
        : ` in loss term "${term}"`
      : cause === "update"
        ? ` in the update of "${layer}"`
        : ` in layer "${layer}"${of}`;
  return `${value} from ${what}${place}${inRow} ${inStep}`;
}

interface Source {
  readonly tensor: Tensor;
  readonly data: ArrayLike<number>;
  readonly operands: readonly ArrayLike<number>[];
  /** Loss terms that are bad. */
  readonly terms: readonly string[];
}

/** The tensor the first bad number is in. */
async function findSource({ program, lossName, device, feeds, state }: BadStep): Promise<Source | undefined> {
  const totals = Object.keys(program.outputs).filter((name) => name.startsWith("total/"));
  const outputs = [
    program.outputs[lossName] as Tensor,
    ...program.state.map(({ next }) => next),
    ...totals.map((name) => program.outputs[name] as Tensor),
  ];
  const optimised = optimise(outputs, { device });
  const nodes = nodesOf(optimised);
  const watched = nodes
    .flatMap(({ outputs: made }) => made)
    .filter((x) => isFloat(x.dtype) && x.size > 0 && constantData(x) === undefined);
  // 0 · x is 0 for numbers and NaN for what is none; such sums do not overflow.
  const flags = lower(
    watched.map((x) => sum(mul(x, 0))),
    { device },
  );
  const given = {
    ...Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, value.withShape(value.shape.slice(1))])),
    ...state,
  };
  const run = async (wanted: readonly Tensor[]): Promise<Value[]> =>
    await (await loadLowered(wanted, inputsOf(wanted), { device })).run(given);
  const values = await run(flags);
  const bad = new Set<Tensor>();
  for (const [i, x] of watched.entries()) if (!Number.isFinite(await (values[i] as Value).number())) bad.add(x);
  const sinks = optimised.slice(0, 1 + program.state.length).filter((x) => bad.has(x));
  const order = new Map(nodes.map((node, i) => [node, i]));
  const [first] = sourcesOf(sinks, bad).sort(
    (a, b) => phase(a) - phase(b) || (order.get(a.node) as number) - (order.get(b.node) as number),
  );
  if (first === undefined) return undefined;
  const operands = first.node.inputs.filter((x) => isFloat(x.dtype));
  const [data, ...others] = await Promise.all((await run([first, ...operands])).map((value) => value.numbers()));
  const terms = totals.filter((_, i) => bad.has(optimised[1 + program.state.length + i] as Tensor));
  return {
    tensor: first,
    data: data as ArrayLike<number>,
    operands: others,
    terms: terms.map((name) => name.slice("total/".length)),
  };
}

/** Bad tensors that no bad operand explains, seen from bad results. What is bad on purpose and does not reach them is not looked at. */
function sourcesOf(sinks: readonly Tensor[], bad: ReadonlySet<Tensor>): Tensor[] {
  const seen = new Set<Tensor>();
  const found: Tensor[] = [];
  const queue = [...sinks];
  for (let x = queue.pop(); x !== undefined; x = queue.pop()) {
    if (seen.has(x)) continue;
    seen.add(x);
    const causes = x.node.inputs.filter((operand) => bad.has(operand));
    if (causes.length === 0) found.push(x);
    else queue.push(...causes);
  }
  return found;
}

/** What is fed comes first, then the forward pass, the gradients, the update. */
function phase(x: Tensor): number {
  if (isInput(x)) return x.name.startsWith("data:") ? 0 : 1;
  return ["forward", "gradient", "update"].indexOf(causeOf(x.node)) + 2;
}

/** Whether the first axis is that of the examples. */
function isPerExample(x: Tensor, { rows, program }: BadStep): boolean {
  if (isInput(x)) return x.name.startsWith("data:");
  if (x.shape[0] !== rows?.length || x.node.origin?.part === "update") return false;
  // A gradient of a weight may have as many rows by chance.
  return x.node.origin?.gradient !== true || !program.state.some(({ tensor }) => tensor.shape[0] === rows?.length);
}
