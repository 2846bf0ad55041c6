import type { Op } from "../core/op.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { add, clip, div, maximum, minimum, mul, neg, reciprocal, square, sub } from "./arithmetic.ts";
import { indicator, less, where } from "./compare.ts";
import { log, log1p } from "./exponential.ts";
import { stopGradient } from "./structure.ts";
import { floatUnary } from "./support.ts";

// Rational approximations, fitted by weighted least squares in 50 digits to a relative error of 4e-15 or less; highest
// power first. Near: in u = x - 2, for 1 ≤ x < 3 (and, by recurrence, 0 < x < 1), with the functions' zeros divided out,
// so that no digit is lost beside them. Far: in 1/x², for x ≥ 3, what Stirling's series adds to its leading terms.

interface Rational {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** lgamma(2 + u) / (u (u + 1)) */
const lgammaNear: Rational = {
  above: [
    1.1435991233679188e-7, 5.324804972843595e-5, 0.0019786803600599307, 0.02564501320212668, 0.15460586347890445,
    0.47346379772699926, 0.7149941995057489, 0.42278433509846713,
  ],
  below: [
    1.3531211896879612e-5, 0.0007966701020315611, 0.015026777831640832, 0.13086921892530837, 0.6004063777496081,
    1.4994738353534527, 1.928433561735951, 1,
  ],
};

/** x (lgamma(x) - (x - 1/2) log x + x - log(2π)/2) */
const lgammaFar: Rational = {
  above: [
    0.14827382550318474, 2.7891713996998315, 7.148775768114016, 5.133140570074559, 1.2184220865477269,
    0.08333333333333333,
  ],
  below: [2.458808794897811, 35.897494235892744, 87.72210780789953, 62.07664297710328, 14.654398371906051, 1],
};

/** The zero of digamma, as a number of few bits and the rest. */
const digammaZero = [1.4616241455078125, 7.999460549841262e-6] as const;

/** digamma(2 + u) / (2 + u - zero) */
const digammaNear: Rational = {
  above: [
    3.369315888645942e-10, 4.56908533678318e-7, 3.958967081581104e-5, 0.0011797502842622674, 0.016520797650238343,
    0.12193475046206478, 0.4858074661460662, 0.9823334450718779, 0.7853075386041053,
  ],
  below: [
    8.107934718204258e-8, 9.65676965618381e-6, 0.00036819607183239333, 0.0065212173659517075, 0.06189878367904688,
    0.3324695822091778, 1.005382250965094, 1.5829115838674581, 1,
  ],
};

/** x² (log x - 1/(2x) - digamma(x)) */
const digammaFar: Rational = {
  above: [
    0.34039716012142796, 5.288317907457941, 11.10719445581827, 6.730899928583436, 1.3821244604828882,
    0.08333333333333333,
  ],
  below: [7.672500491708683, 74.35786124125337, 140.7809590984069, 82.39172944799047, 16.685493525794598, 1],
};

/** trigamma(2 + u) */
const trigammaNear: Rational = {
  above: [
    -2.08875855503641e-12, 0.0007589437844569355, 0.013778575108191351, 0.10504487850720572, 0.42998105443336737,
    0.995960756763898, 1.2375416702749211, 0.6449340668482264,
  ],
  below: [
    0.0007589437404663065, 0.01491699124101184, 0.1257759826723628, 0.5886017451764427, 1.6480890344648602,
    2.756324534946437, 2.5454624914091313, 1,
  ],
};

/** x³ (trigamma(x) - 1/x - 1/(2x²)) */
const trigammaFar: Rational = {
  above: [
    5.66315064587056, 93.67783034258356, 213.63076093579056, 152.28640582762364, 42.145964608707104, 4.643276791598246,
    0.16666666666666666,
  ],
  below: [
    89.14995321063734, 753.6020836118382, 1442.3513204030485, 961.5788845324768, 258.3448626593065, 28.059660749589472,
    1,
  ],
};

/** log I₀(x) / x² in x², for x ≤ 6. */
const besselNear: Rational = {
  above: [
    2.3911430656664138e-14, 5.645137698624014e-11, 1.8290959999295453e-8, 1.9315695039004577e-6, 8.792940600123107e-5,
    0.0019517245968209904, 0.021966904035455023, 0.11975211154583361, 0.2499999999999997,
  ],
  below: [
    1.7626629061298697e-12, 1.3606837927032223e-9, 2.591184955848573e-7, 1.9230703429103175e-5, 0.0006729329881256477,
    0.012114570956027691, 0.11476744958424887, 0.5415084461832783, 1,
  ],
};

/** x (log I₀(x) - x + log(2πx)/2) in 1/x, for x ≥ 6. */
const besselFar: Rational = {
  above: [
    -276.2344441417457, -7612.011848251314, 13082.126354703627, -8127.279850097045, 2684.495501153659,
    -522.9927280475623, 61.55597607527792, -4.104722033134735, 0.12499999999982409,
  ],
  below: [
    15301.242018052877, -101805.28506673856, 132720.83847657818, -74800.82446471976, 23447.331835899215,
    -4421.688933887288, 508.5958642175504, -33.33777626765855, 1,
  ],
};

/** Quotient of two polynomials, by Horner's rule. */
function rational(x: Tensor, { above, below }: Rational): Tensor {
  return div(polynomial(x, above), polynomial(x, below));
}

function polynomial(x: Tensor, [first, second, ...rest]: readonly number[]): Tensor {
  return rest.reduce((value, each) => add(mul(value, x), each), add(mul(x, first as number), second as number));
}

/** x, or the bound where x is less. The gradient passes at the bound, where `maximum` would halve it. */
function atLeast(x: Tensor, bound: number): Tensor {
  return clip(x, bound, Number.POSITIVE_INFINITY);
}

/** The arguments of the three ranges: u for x < 3, min(x, 1), and x for x ≥ 3, each held in its range elsewhere. */
function ranges(x: Tensor): { readonly u: Tensor; readonly below1: Tensor; readonly far: Tensor } {
  const shift = sub(2, stopGradient(indicator(less(x, 1), x))); // x - 1 and x - 2 are exact there
  return { u: clip(sub(x, shift), -1, 1), below1: minimum(x, 1), far: atLeast(x, 3) };
}

/** What lgamma(x) has beyond (x - 1/2) log x - x + log(2π)/2, for x ≥ 3. */
function stirlingRest(x: Tensor): Tensor {
  return div(rational(reciprocal(square(x)), lgammaFar), x);
}

const lgammaOp: Op = {
  name: "lgamma",
  infer: ([x]) => floatUnary("lgamma", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, digamma(x as Tensor))],
  lower: ({ inputs: [operand] }) => {
    const x = operand as Tensor;
    const { u, below1, far } = ranges(x);
    const near = sub(mul(mul(u, add(u, 1)), rational(u, lgammaNear)), log(below1));
    const leading = add(mul(sub(far, 0.5), sub(log(far), 1)), 0.5 * Math.log(2 * Math.PI) - 0.5);
    return [where(less(x, 3), near, add(leading, stirlingRest(far)))];
  },
};

/** log Γ(x) for x ≥ 0 (infinite at 0), NaN for x < 0. Exact beside its zeros 1 and 2. */
export function lgamma(x: Tensor): Tensor {
  return applyOne(lgammaOp, [x]);
}

const digammaOp: Op = {
  name: "digamma",
  infer: ([x]) => floatUnary("digamma", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, trigamma(x as Tensor))],
  lower: ({ inputs: [operand] }) => {
    const x = operand as Tensor;
    const { u, far } = ranges(x);
    // Below 1: digamma(x + 1) - 1/x.
    const shifted = add(u, 2);
    const [zero, rest] = digammaZero;
    const near = mul(sub(sub(shifted, zero), rest), rational(u, digammaNear));
    const isBelow1 = indicator(less(x, 1), x);
    const inverse = reciprocal(far);
    const beyond = mul(inverse, add(0.5, mul(inverse, rational(square(inverse), digammaFar))));
    return [where(less(x, 3), sub(near, div(isBelow1, x)), sub(log(far), beyond))];
  },
};

/** Derivative of log Γ(x), for x > 0. Exact beside its zero 1.4616. */
export function digamma(x: Tensor): Tensor {
  return applyOne(digammaOp, [x]);
}

/** Second derivative of log Γ(x), for x > 0. */
export function trigamma(x: Tensor): Tensor {
  const { u, below1, far } = ranges(x);
  const isBelow1 = stopGradient(indicator(less(x, 1), x));
  const near = add(rational(u, trigammaNear), mul(isBelow1, square(reciprocal(below1))));
  const inverse = reciprocal(far);
  const rest = mul(square(inverse), add(0.5, mul(inverse, rational(square(inverse), trigammaFar))));
  return where(less(x, 3), near, add(inverse, rest));
}

/**
 * log Γ(x + k) - log Γ(x), broadcast: with all its digits, and those of its gradients, where x is so large that the two
 * have none in common with their difference.
 * @param x above 0
 * @param k 0 or more
 */
export function logGammaRatio(x: Tensor, k: Tensor): Tensor {
  const total = add(x, k);
  const isNear = less(x, 3);
  // Each range gets an argument it is made for, or the unused one's gradient could be infinite.
  const small = minimum(x, 3);
  const near = sub(lgamma(add(small, k)), lgamma(small));
  const [far, farTotal] = [atLeast(x, 3), atLeast(total, 3)];
  const leading = add(mul(sub(far, 0.5), log1p(div(k, far))), mul(k, sub(log(farTotal), 1)));
  return where(isNear, near, add(leading, sub(stirlingRest(farTotal), stirlingRest(far))));
}

/** log of the beta function, log Γ(a) + log Γ(b) - log Γ(a + b), broadcast; a, b above 0. */
export function logBeta(a: Tensor, b: Tensor): Tensor {
  const [small, large] = [minimum(a, b), maximum(a, b)];
  return sub(lgamma(small), logGammaRatio(large, small));
}

/** log I₀(x) for |x| ≤ 6, from x, and what it has beyond x for x ≥ 6; each held at its bound elsewhere. */
function besselParts(
  x: Tensor,
  size: Tensor,
): { readonly near: Tensor; readonly far: Tensor; readonly beyond: Tensor } {
  const nearSquare = square(clip(x, -6, 6));
  const far = atLeast(size, 6);
  const inverse = reciprocal(far);
  const beyond = sub(mul(inverse, rational(inverse, besselFar)), mul(0.5, log(mul(far, 2 * Math.PI))));
  return { near: mul(nearSquare, rational(nearSquare, besselNear)), far, beyond };
}

/**
 * log I₀(x), the logarithm of the modified Bessel function of order 0: x²/4 near 0, |x| - log(2π|x|)/2 far from it. Never
 * overflows, and its gradient is I₁(x)/I₀(x).
 */
export function logBesselI0(x: Tensor): Tensor {
  const size = maximum(x, neg(x));
  const { near, far, beyond } = besselParts(x, size);
  return where(less(size, 6), near, add(far, beyond));
}

/** log(e^-x I₀(x)) for x ≥ 0, with all digits where log I₀(x) is all but x. */
export function logBesselI0e(x: Tensor): Tensor {
  const { near, beyond } = besselParts(x, x);
  return where(less(x, 6), sub(near, x), beyond);
}
