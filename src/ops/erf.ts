import type { Op } from "../core/op.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { abs, add, clip, div, floor, mul, neg, reciprocal, sign, square, sub } from "./arithmetic.ts";
import { less, where } from "./compare.ts";
import { exp } from "./exponential.ts";
import { floatUnary } from "./support.ts";

// Rational approximations: W. J. Cody 1969, "Rational Chebyshev approximations for the error function", Mathematics of
// Computation 23, doi:10.1090/S0025-5718-1969-0247736-4, with the coefficients of his program CALERF. Highest power first.

/** erf(x) / x in x², for |x| ≤ 0.46875. */
const nearZero: Rational = {
  above: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  below: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
};

/** e^(x²) erfc(x) in x, for 0.46875 ≤ x ≤ 4. */
const middle: Rational = {
  above: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  below: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
};

/** x² (1/√π - x e^(x²) erfc(x)) in 1/x², for x ≥ 4. */
const tail: Rational = {
  above: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  below: [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
};

interface Rational {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** Quotient of two polynomials, by Horner's rule. */
function rational(x: Tensor, { above, below }: Rational): Tensor {
  return div(polynomial(x, above), polynomial(x, below));
}

function polynomial(x: Tensor, [first, second, ...rest]: readonly number[]): Tensor {
  const start = add(first === 1 ? x : mul(x, first as number), second as number);
  return rest.reduce((value, coefficient) => add(mul(value, x), coefficient), start);
}

/** Where erf itself is computed, and beyond which erfc is. */
const split = 0.46875;

/** erf where |x| ≤ 0.46875 (elsewhere its value at that bound). */
function erfNearZero(x: Tensor): Tensor {
  const bounded = clip(x, -split, split);
  return mul(bounded, rational(square(bounded), nearZero));
}

/** erfc where x ≥ 0.46875 (below, its value there). */
function erfcOfLarge(x: Tensor): Tensor {
  // erfc is 0 in float64 beyond 26.5; without the bounds an infinity would meet a 0.
  const central = clip(x, split, 4);
  const far = clip(x, 4, 30);
  const inverseSquare = reciprocal(square(far));
  const correction = mul(inverseSquare, rational(inverseSquare, tail));
  const scaled = where(less(x, 4), rational(central, middle), div(sub(1 / Math.sqrt(Math.PI), correction), far));
  // e^(-x²) with x² split in an exact part and a small rest: rounding x² would cost a factor e^(x² ε).
  const bounded = clip(x, split, 30);
  const coarse = div(floor(mul(bounded, 16)), 16);
  const rest = mul(sub(bounded, coarse), add(bounded, coarse));
  return mul(scaled, mul(exp(neg(square(coarse))), exp(neg(rest))));
}

/** d erf / dx = 2/√π e^(-x²) */
function slope(x: Tensor): Tensor {
  return mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))));
}

const erfOp: Op = {
  name: "erf",
  infer: ([x]) => floatUnary("erf", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, slope(x as Tensor))],
  // ONNX Runtime's kernel is float32 only.
  lower: ({ inputs: [x] }) => {
    if (x?.dtype !== "float64") return undefined;
    const size = abs(x);
    return [where(less(size, split), erfNearZero(x), mul(sign(x), sub(1, erfcOfLarge(size))))];
  },
  onnx: "Erf",
};

/** Error function 2/√π ∫₀ˣ e^(-t²) dt, to rounding. */
export function erf(x: Tensor): Tensor {
  return applyOne(erfOp, [x]);
}

const erfcOp: Op = {
  name: "erfc",
  infer: ([x]) => floatUnary("erfc", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x] }) => [neg(mul(grad, slope(x as Tensor)))],
  lower: ({ inputs: [operand] }) => {
    const x = operand as Tensor;
    const large = erfcOfLarge(abs(x));
    const outside = where(less(x, 0), sub(2, large), large);
    return [where(less(abs(x), split), sub(1, erfNearZero(x)), outside)];
  },
};

/** 1 - erf(x), with all its digits for large x too. */
export function erfc(x: Tensor): Tensor {
  return applyOne(erfcOp, [x]);
}
