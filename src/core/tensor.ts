import type { Domain } from "./domain.ts";
import { type DType, isFloat, type TypedArray, toTypedArray } from "./dtype.ts";
import { DTypeError, ShapeError, SymbolicError } from "./errors.ts";
import type { Attributes, Op, TensorType } from "./op.ts";
import { currentOrigin, type Origin } from "./origin.ts";
import { type Shape, shapeText, sizeOf } from "./shape.ts";

let nextId = 0;

/** One application of an op. Its outputs are tensors; nothing is computed until a graph is run. */
export class Node {
  readonly id: number = nextId++;
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
  /** What it is part of, where that is known. Changes nothing that is computed. */
  origin: Origin | undefined = currentOrigin();

  constructor(op: Op, inputs: readonly Tensor[], attributes: Attributes, types: readonly TensorType[]) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.outputs = types.map((type, index) => new Tensor(this, index, type));
  }
}

/**
 * A symbolic tensor: a node's output, with static shape, dtype and domain. It has no value in JavaScript, so using one
 * as a number throws {@link SymbolicError} and names the function to use instead.
 */
export class Tensor {
  readonly node: Node;
  /** Which of the node's outputs this is. */
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly domain: Domain;

  constructor(node: Node, index: number, type: TensorType) {
    this.node = node;
    this.index = index;
    this.shape = type.shape;
    this.dtype = type.dtype;
    this.domain = type.domain ?? "unknown";
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The name of an input or parameter, or the op that made this tensor. */
  get name(): string {
    const { name } = this.node.attributes;
    return typeof name === "string" ? name : this.node.op.name;
  }

  toString(): string {
    return `Tensor(${this.name}: ${this.dtype}${shapeText(this.shape)})`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** JavaScript calls this for `a < b`, `a + b`, `-a`, `Number(a)`; text in a template string is allowed. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new SymbolicError(this.toString(), {
      expected: "to stay symbolic (it has no value until the graph runs)",
      got: "a use as a JavaScript number",
      fix: "use the functions instead of operators: add, sub, mul, div, less, greater, equal, where, neg",
    });
  }

  static {
    // What Node's console prints, instead of the whole graph.
    const inspect = Symbol.for("nodejs.util.inspect.custom");
    Object.defineProperty(Tensor.prototype, inspect, { value: Tensor.prototype.toString });
  }
}

/** A tensor, or a number that becomes a scalar constant of the other operand's dtype. */
export type TensorLike = Tensor | number;

/** Applies an op: checks the inputs by its rule and returns its outputs. */
export function apply(op: Op, inputs: readonly Tensor[], attributes: Attributes = {}): readonly Tensor[] {
  for (const [position, input] of inputs.entries()) {
    if (!(input instanceof Tensor))
      throw new SymbolicError(op.name, {
        expected: `a tensor as argument ${position + 1}`,
        got: describe(input),
        fix: "make data a tensor with constant(data, shape) or input(name, shape)",
      });
  }
  const types = op.infer(inputs, attributes);
  return new Node(op, inputs, attributes, Array.isArray(types) ? types : [types as TensorType]).outputs;
}

/** Applies an op that has one output. */
export function applyOne(op: Op, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
  return apply(op, inputs, attributes)[0] as Tensor;
}

/** The same tensor with another domain (for code that knows better than the op that made it). */
export function withDomain(x: Tensor, domain: Domain): Tensor {
  return x.domain === domain ? x : applyOne(identityOp, [x], { domain });
}

const identityOp: Op = {
  name: "identity",
  infer: ([x], { domain }) => ({
    ...typeOf(x as Tensor),
    ...(domain === undefined ? {} : { domain: domain as Domain }),
  }),
  gradient: ({ grad }) => [grad],
  onnx: "alias",
};

/** Shape, dtype and domain of a tensor. */
export function typeOf(x: Tensor): TensorType {
  return { shape: x.shape, dtype: x.dtype, domain: x.domain };
}

const constantOp: Op = {
  name: "constant",
  infer: (_, attributes) => attributes["type"] as unknown as TensorType,
  onnx: (emit, node) => {
    const { type, data } = node.attributes as { type: TensorType; data: TypedArray };
    return [emit.constant(data, type.dtype, type.shape)];
  },
};

/** Nested arrays of numbers, as deep as the tensor has axes. */
export type NestedNumbers = number | readonly NestedNumbers[];

/**
 * A constant from a number, nested arrays, or a flat (typed) array with a shape.
 * @param values numbers in row-major order
 * @param options shape (default: that of the nesting), dtype (default float32) and domain
 * @throws ShapeError when rows differ in length or the shape does not fit the number of values
 */
export function constant(
  values: NestedNumbers | TypedArray | boolean,
  options: { readonly shape?: Shape; readonly dtype?: DType; readonly domain?: Domain } = {},
): Tensor {
  const { dtype = "float32", domain = "unknown" } = options;
  const nested = typeof values === "boolean" ? Number(values) : values;
  const isTyped = ArrayBuffer.isView(nested);
  const natural: Shape = isTyped ? [nested.length] : nestedShape(nested as NestedNumbers);
  const shape = options.shape ?? natural;
  const flat = isTyped ? nested : (([nested] as unknown[]).flat(Number.POSITIVE_INFINITY) as number[]);
  if (flat.length !== sizeOf(shape))
    throw new ShapeError("constant", {
      expected: `${sizeOf(shape)} values for shape ${shapeText(shape)}`,
      got: `${flat.length}`,
    });
  const data = toTypedArray(dtype, flat as ArrayLike<number | bigint>);
  return applyOne(constantOp, [], { type: { shape, dtype, domain }, data });
}

function nestedShape(values: NestedNumbers): Shape {
  if (typeof values === "number") return [];
  const first = values[0];
  if (first === undefined) return [0];
  const inner = nestedShape(first);
  values.forEach((row, i) => {
    const shape = nestedShape(row);
    if (shapeText(shape) !== shapeText(inner))
      throw new ShapeError("constant", {
        expected: `every row of shape ${shapeText(inner)}`,
        got: `${shapeText(shape)} at row ${i}`,
      });
  });
  return [values.length, ...inner];
}

/** The data of a constant, or undefined for any other tensor. */
export function constantData(x: Tensor): TypedArray | undefined {
  return x.node.op === constantOp ? (x.node.attributes["data"] as TypedArray) : undefined;
}

const inputOp: Op = {
  name: "input",
  infer: (_, attributes) => attributes["type"] as unknown as TensorType,
  onnx: (_, node) => [node.attributes["name"] as string],
};

/**
 * A named value that is fed when the graph runs: data, a parameter, optimizer state.
 * @param name unique in its graph
 */
export function input(
  name: string,
  shape: Shape,
  options: { readonly dtype?: DType; readonly domain?: Domain } = {},
): Tensor {
  const bad = shape.find((size) => !Number.isInteger(size) || size < 0);
  if (bad !== undefined)
    throw new ShapeError(`input "${name}"`, {
      expected: "whole, non-negative sizes",
      got: shapeText(shape),
      fix: "a graph has static shapes: give the batch size too",
    });
  const { dtype = "float32", domain = "unknown" } = options;
  return applyOne(inputOp, [], { name, type: { shape, dtype, domain } });
}

/** What a loop's body reads, of the dtype of `like`: an input that no other one is equal to, whatever their names. */
export function placeholder(name: string, shape: Shape, like: Tensor): Tensor {
  return applyOne(inputOp, [], { name, type: { shape, dtype: like.dtype }, unique: nextId });
}

/** Whether a tensor is fed rather than computed. */
export function isInput(x: Tensor): boolean {
  return x.node.op === inputOp;
}

/** Numbers become scalar constants of the dtype of the first tensor among the operands. */
export function lift(where: string, operands: readonly TensorLike[]): Tensor[] {
  const model = operands.find((operand) => operand instanceof Tensor) as Tensor | undefined;
  const dtype = model?.dtype ?? "float32";
  return operands.map((operand, position) => {
    if (operand instanceof Tensor) {
      if (operand.dtype !== dtype)
        throw new DTypeError(where, {
          expected: `operands of one dtype (${dtype})`,
          got: `${operand.dtype} as argument ${position + 1}`,
          fix: `convert one with cast(x, "${dtype}")`,
        });
      return operand;
    }
    if (typeof operand !== "number" && typeof operand !== "boolean")
      throw new SymbolicError(where, {
        expected: `a tensor or a number as argument ${position + 1}`,
        got: describe(operand),
        fix: "make data a tensor with constant(data, { shape })",
      });
    if (!isFloat(dtype) && !Number.isInteger(Number(operand)))
      throw new DTypeError(where, {
        expected: `a whole number beside ${dtype}`,
        got: `${operand}`,
        fix: 'convert the tensor with cast(x, "float32")',
      });
    return constant(operand, { dtype, shape: [] });
  });
}

/** A short word for what a value is, for error texts. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === "object") return `an object (${value.constructor?.name ?? "no prototype"})`;
  if (typeof value === "string") return `"${value}"`;
  return `${typeof value}${typeof value === "function" || value === undefined ? "" : ` ${String(value)}`}`;
}
