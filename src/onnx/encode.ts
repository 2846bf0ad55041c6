import { create, toBinary } from "@bufbuild/protobuf";
import type { TypedArray } from "../core/dtype.ts";
import { type DType, toTypedArray } from "../core/dtype.ts";
import { GraphError } from "../core/errors.ts";
import type { Emitter, OnnxAttribute, Target } from "../core/op.ts";
import { originLabel } from "../core/origin.ts";
import type { Shape } from "../core/shape.ts";
import type { Subgraph } from "../core/subgraph.ts";
import { isInput, type Node, type Tensor } from "../core/tensor.ts";
import { onnxDType } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./onnx.gen.ts";

/** Version of the default operator set the op files are written for, and of the file format that carries it. */
const opset = 21;
const irVersion = 10n;

const utf8 = new TextEncoder();

/** A graph to encode: what is fed and what comes out, both by name. */
export interface Program {
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Collects the nodes of one graph; initializers go to the outermost graph, where every subgraph sees them. */
class GraphEmitter implements Emitter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[];
  private readonly shared: Map<string, string>;
  private readonly counter: { next: number };
  /** Of nodes that are not in ONNX's own. */
  readonly domains: Set<string>;
  readonly target: Target;
  /** Comes before the names of nodes that are written now. */
  label = "";

  constructor(target: Target, outer?: GraphEmitter) {
    this.target = target;
    this.initializers = outer?.initializers ?? [];
    this.shared = outer?.shared ?? new Map();
    this.counter = outer?.counter ?? { next: 0 };
    this.domains = outer?.domains ?? new Set();
  }

  fresh(prefix: string): string {
    return `${prefix}_${this.counter.next++}`;
  }

  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute | undefined>> = {},
    outputCount = 1,
  ): string[] {
    const output = Array.from({ length: outputCount }, () => this.fresh(type.slice(type.indexOf(":") + 1)));
    this.write(type, inputs, output, encodeAttributes(attributes));
    return output;
  }

  nodeWithBody(
    type: string,
    inputs: readonly string[],
    body: Subgraph,
    captured: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute | undefined>> = {},
  ): string[] {
    const inner = new GraphEmitter(this.target, this);
    const fed = body.inputs.slice(0, body.inputs.length - captured.length);
    const fedNames = fed.map(() => this.fresh("given"));
    const names = [...fedNames, ...captured];
    const results = emitNodes(inner, body.outputs, new Map(body.inputs.map((x, i) => [x, names[i] as string])));
    const resultNames = results.map(() => this.fresh("result"));
    renameOutputs(inner, results, resultNames);
    const graph = create(GraphProtoSchema, {
      name: this.fresh("body"),
      node: inner.nodes,
      input: fed.map((x, i) => describeTensor(x, fedNames[i])),
      output: body.outputs.map((x, i) => describeTensor(x, resultNames[i])),
    });
    const output = results.map(() => this.fresh(type));
    this.write(type, inputs, output, [...encodeAttributes(attributes), bodyAttribute(graph)]);
    return output;
  }

  write(type: string, inputs: readonly string[], output: string[], attribute: AttributeProto[]): void {
    const name = `${this.label}${output[0] ?? this.fresh(type)}`;
    const [opType, domain] = type.split(":").reverse() as [string, string | undefined];
    if (domain !== undefined) this.domains.add(domain);
    this.nodes.push(
      create(NodeProtoSchema, { opType, domain: domain ?? "", name, input: [...inputs], output, attribute }),
    );
  }

  constant(data: TypedArray | readonly number[], dtype: DType, shape: Shape = [data.length]): string {
    const typed = ArrayBuffer.isView(data) ? data : toTypedArray(dtype, data);
    const bytes = new Uint8Array(typed.buffer as ArrayBuffer, typed.byteOffset, typed.byteLength);
    const key = bytes.length <= 512 ? `${dtype}[${shape.join()}]${bytes.join()}` : undefined;
    const known = key === undefined ? undefined : this.shared.get(key);
    if (known !== undefined) return known;
    const name = this.fresh("constant");
    this.initializers.push(
      create(TensorProtoSchema, { name, dataType: onnxDType[dtype], dims: shape.map(BigInt), rawData: bytes }),
    );
    if (key !== undefined) this.shared.set(key, name);
    return name;
  }
}

function bodyAttribute(body: GraphProto): AttributeProto {
  return create(AttributeProtoSchema, { name: "body", type: AttributeType.GRAPH, g: body });
}

function encodeAttributes(attributes: Readonly<Record<string, OnnxAttribute | undefined>>): AttributeProto[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [encodeAttribute(name, value)],
  );
}

function encodeAttribute(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === "number")
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  if (typeof value === "string")
    return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: utf8.encode(value) });
  if ("float" in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  if ("floats" in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...value.floats] });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}

function valueInfo(name: string, dtype: DType, shape: Shape | undefined): ValueInfoProto {
  const dim = shape?.map((size) => ({ value: { case: "dimValue" as const, value: BigInt(size) } }));
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: "tensorType",
        value: { elemType: onnxDType[dtype], ...(dim === undefined ? {} : { shape: { dim } }) },
      },
    },
  });
}

/** Adds the nodes behind `outputs`; `given` names tensors that exist already. @returns names of the outputs */
function emitNodes(emit: GraphEmitter, outputs: readonly Tensor[], given: ReadonlyMap<Tensor, string>): string[] {
  const names = new Map<Tensor, string>(given);
  const nameOf = (x: Tensor): string => names.get(x) as string;
  for (const node of nodesOf(outputs)) {
    if (node.outputs.every((x) => names.has(x))) continue;
    emitNode(emit, node, node.inputs.map(nameOf)).forEach((name, i) => {
      names.set(node.outputs[i] as Tensor, name);
    });
  }
  return outputs.map(nameOf);
}

function emitNode(emit: GraphEmitter, node: Node, operands: readonly string[]): readonly string[] {
  const { onnx, name } = node.op;
  const { target } = emit;
  emit.label = target.labelled && node.origin !== undefined ? originLabel(node.origin) : "";
  if (isInput(node.outputs[0] as Tensor))
    throw new GraphError(`input "${String(node.attributes["name"])}"`, {
      expected: "every input the graph uses to be listed among its inputs",
      got: "one that is not",
      fix: "feed it, or replace it by a constant",
    });
  if (onnx === undefined)
    throw new GraphError(name, { expected: "an ONNX form for this op", got: `none on ${target.device}` });
  if (onnx === "alias") return [operands[0] as string];
  return typeof onnx === "string" ? emit.node(onnx, operands) : onnx(emit, node, operands, target);
}

/** Every input its name; names must be unique. */
function nameInputs(inputs: readonly Tensor[]): Map<Tensor, string> {
  const names = new Map(inputs.map((x) => [x, x.name] as const));
  const repeat = inputs.find((x, i) => inputs.findIndex((other) => other.name === x.name) !== i);
  if (repeat !== undefined)
    throw new GraphError("graph", {
      expected: "inputs with different names",
      got: `"${repeat.name}" twice`,
      fix: "rename one",
    });
  return names;
}

/**
 * Gives values the names the caller wants, where their nodes write them: an Identity would copy all state in every step.
 * Only an output that is an input or a constant, or appears twice, passes one.
 */
function renameOutputs(emit: GraphEmitter, values: readonly string[], names: readonly string[]): void {
  const written = new Set(emit.nodes.flatMap((node) => node.output));
  const renamed = new Map<string, string>();
  values.forEach((value, i) => {
    const name = names[i] as string;
    if (written.has(value) && !renamed.has(value)) renamed.set(value, name);
    else
      emit.nodes.push(
        create(NodeProtoSchema, { opType: "Identity", name: emit.fresh("output"), input: [value], output: [name] }),
      );
  });
  renameValues(emit.nodes, (name) => renamed.get(name) ?? name);
}

/** Names are unique in the whole model, so bodies that read a renamed value of the graph around them follow. */
function renameValues(nodes: readonly NodeProto[], rename: (name: string) => string): void {
  for (const node of nodes) {
    node.input = node.input.map(rename);
    node.output = node.output.map(rename);
    for (const { g } of node.attribute) if (g !== undefined) renameValues(g.node, rename);
  }
}

function finish(emit: GraphEmitter, inputs: ValueInfoProto[], outputs: ValueInfoProto[]): Uint8Array {
  const graph = create(GraphProtoSchema, {
    name: "lossmith",
    node: emit.nodes,
    initializer: emit.initializers,
    input: inputs,
    output: outputs,
  });
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion,
      producerName: "lossmith",
      opsetImport: [
        { domain: "", version: BigInt(opset) },
        ...[...emit.domains].map((domain) => ({ domain, version: 1n })),
      ],
      graph,
    }),
  );
}

const describeTensor = (x: Tensor, name: string = x.name): ValueInfoProto => valueInfo(name, x.dtype, x.shape);

/**
 * A graph as an ONNX model.
 * @param program lowered graph (see the compiler); inputs keep their names
 * @throws GraphError when an input is missing from the list, two share a name, or an op has no form on the target
 */
export function encode(program: Program, target: Target): Uint8Array {
  const emit = new GraphEmitter(target);
  const names = Object.keys(program.outputs);
  const tensors = Object.values(program.outputs);
  renameOutputs(emit, emitNodes(emit, tensors, nameInputs(program.inputs)), names);
  return finish(
    emit,
    program.inputs.map((x) => describeTensor(x)),
    tensors.map((x, i) => describeTensor(x, names[i])),
  );
}

/** A graph that is run many times, its state going from one run to the next. */
export interface StepProgram {
  /** Fed anew for every step: stacked along a new first axis when several steps run at once. */
  readonly batch: readonly Tensor[];
  /** The same in every step of a run. */
  readonly fixed: readonly Tensor[];
  /** Carried from step to step. */
  readonly state: readonly { readonly tensor: Tensor; readonly next: Tensor }[];
  /** Reported for every step: stacked along a new first axis when several steps run at once. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Name of the output that holds the new value of a state tensor. */
export function nextName(state: string): string {
  return `next:${state}`;
}

/**
 * Several steps as one ONNX model: a `Loop` whose body is the step, so that state stays inside the runtime.
 * Inputs: batch tensors with a first axis of `steps`, fixed tensors, state. Outputs: `nextName(state)` and the
 * step's outputs with a first axis of `steps`.
 */
export function encodeSteps(program: StepProgram, steps: number, target: Target): Uint8Array {
  const outer = new GraphEmitter(target);
  const body = new GraphEmitter(target, outer);
  const { batch, fixed, state } = program;
  nameInputs([...batch, ...fixed, ...state.map(({ tensor }) => tensor)]);
  const given = new Map<Tensor, string>(fixed.map((x) => [x, x.name]));
  for (const x of batch) given.set(x, body.node("Gather", [x.name, "step:index"], { axis: 0 })[0] as string);
  for (const { tensor } of state) given.set(tensor, `step:${tensor.name}`);
  const outputNames = Object.keys(program.outputs);
  const results = [...state.map(({ next }) => next), ...Object.values(program.outputs)];
  const resultNames = [...state.map(({ tensor }) => nextName(tensor.name)), ...outputNames];
  const inner = resultNames.map((name) => `step:${name}`);
  renameOutputs(body, [...emitNodes(body, results, given), "step:go"], [...inner, "step:continue"]);
  const bodyGraph = create(GraphProtoSchema, {
    name: "step",
    node: body.nodes,
    input: [
      valueInfo("step:index", "int64", []),
      valueInfo("step:go", "bool", []),
      ...state.map(({ tensor }) => describeTensor(tensor, `step:${tensor.name}`)),
    ],
    output: [valueInfo("step:continue", "bool", []), ...results.map((x, i) => describeTensor(x, inner[i]))],
  });
  const trips = outer.constant([steps], "int64", []);
  const go = outer.constant([1], "bool", []);
  outer.write("Loop", [trips, go, ...state.map(({ tensor }) => tensor.name)], resultNames, [bodyAttribute(bodyGraph)]);
  const stacked = (x: Tensor, name: string = x.name): ValueInfoProto => valueInfo(name, x.dtype, [steps, ...x.shape]);
  return finish(
    outer,
    [
      ...batch.map((x) => stacked(x)),
      ...fixed.map((x) => describeTensor(x)),
      ...state.map(({ tensor }) => describeTensor(tensor)),
    ],
    results.map((x, i) => (i < state.length ? describeTensor(x, resultNames[i]) : stacked(x, resultNames[i]))),
  );
}
