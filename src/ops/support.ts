import type { Domain } from "../core/domain.ts";
import { type DType, isFloat } from "../core/dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import type { TensorType } from "../core/op.ts";
import { broadcastShapes, sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";

/** Type of an elementwise result of one float operand. */
export function floatUnary(where: string, x: Tensor, domain: Domain = "unknown"): TensorType {
  requireFloat(where, x);
  return { shape: x.shape, dtype: x.dtype, domain };
}

/** Type of an elementwise result of two operands of one dtype, broadcast. */
export function broadcastBinary(where: string, a: Tensor, b: Tensor, domain: Domain = "unknown"): TensorType {
  requireSameDType(where, a, b);
  return { shape: broadcastShapes(where, [a.shape, b.shape]), dtype: a.dtype, domain };
}

/** @throws DTypeError unless x is a float tensor */
export function requireFloat(where: string, x: Tensor): void {
  if (!isFloat(x.dtype))
    throw new DTypeError(where, {
      expected: "a float tensor",
      got: x.dtype,
      fix: 'convert it with cast(x, "float32")',
    });
}

/** @throws DTypeError for bool */
export function requireNumeric(where: string, x: Tensor): void {
  if (x.dtype === "bool")
    throw new DTypeError(where, {
      expected: "a numeric tensor",
      got: "bool",
      fix: 'convert it with cast(x, "float32")',
    });
}

/** @throws DTypeError unless x has one of the dtypes */
export function requireDType(where: string, x: Tensor, ...allowed: DType[]): void {
  if (!allowed.includes(x.dtype))
    throw new DTypeError(where, {
      expected: `dtype ${allowed.join(" or ")}`,
      got: x.dtype,
      fix: `convert it with cast(x, "${allowed[0]}")`,
    });
}

/** @throws DTypeError unless both have one dtype */
export function requireSameDType(where: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype)
    throw new DTypeError(where, {
      expected: "operands of one dtype",
      got: `${a.dtype} and ${b.dtype}`,
      fix: `convert one with cast(x, "${a.dtype}")`,
    });
}

/** @throws ShapeError unless x has as many axes as wanted */
export function requireRank(where: string, x: Tensor, least: number, most: number = Number.POSITIVE_INFINITY): void {
  if (x.rank < least || x.rank > most)
    throw new ShapeError(where, {
      expected:
        least === most
          ? `rank ${least}`
          : most === Number.POSITIVE_INFINITY
            ? `rank ${least} or more`
            : `rank ${least} to ${most}`,
      got: `shape ${shapeText(x.shape)}`,
    });
}

/** Two tensors whose shapes must be equal: losses never broadcast. */
export function requireSameShape(where: string, named: Readonly<Record<string, Tensor>>): void {
  const [first, ...rest] = Object.entries(named) as [[string, Tensor], ...[string, Tensor][]];
  for (const [name, tensor] of rest) {
    if (sameShape(tensor.shape, first[1].shape)) continue;
    const fix =
      tensor.size === first[1].size
        ? `reshape ${first[0]} to ${shapeText(tensor.shape)}`
        : `give both the same shape (they are never broadcast)`;
    throw new ShapeError(where, {
      expected: `${first[0]} and ${name} of equal shape`,
      got: `${shapeText(first[1].shape)} and ${shapeText(tensor.shape)}`,
      fix,
    });
  }
}

/** Smallest positive normal number and distance from 1 to the next number, per float dtype. */
export const floatLimits: Readonly<
  Record<"float16" | "float32" | "float64", { tiny: number; epsilon: number; max: number }>
> = {
  float16: { tiny: 2 ** -14, epsilon: 2 ** -10, max: 65504 },
  float32: { tiny: 2 ** -126, epsilon: 2 ** -23, max: 3.4028234663852886e38 },
  float64: { tiny: 2 ** -1022, epsilon: 2 ** -52, max: Number.MAX_VALUE },
};

/** The limits of x's dtype. */
export function limitsOf(x: Tensor): { tiny: number; epsilon: number; max: number } {
  return floatLimits[x.dtype as "float32"];
}

/** The one value that all elements have, as broadcasts and reshapes alone show it. */
export function sharedValue(x: Tensor): Tensor | undefined {
  const { op, inputs } = x.node;
  if (op.name === "broadcastTo" || op.name === "reshape") return sharedValue(inputs[0] as Tensor);
  return x.size === 1 ? x : undefined;
}

/** The divisor of `size` nearest below its square root, from `least` to `most`; 1 where there is none. */
export function middleDivisor(size: number, least = 16, most: number = Number.POSITIVE_INFINITY): number {
  for (let parts = Math.min(most, Math.floor(Math.sqrt(size))); parts >= least; parts--)
    if (size % parts === 0) return parts;
  return 1;
}

/** @throws ArgumentError for sides of crops that are none, or not in order */
export function checkCropScale(where: string, [smallest, largest]: readonly [smallest: number, largest: number]): void {
  if (smallest > 0 && largest >= smallest && Number.isFinite(largest)) return;
  throw new ArgumentError(where, {
    expected: "[smallest, largest], both above 0 and in order",
    got: shapeText([smallest, largest]),
  });
}
