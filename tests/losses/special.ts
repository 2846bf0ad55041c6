/** Special functions of plain numbers, by series and sums: slow, and independent of the ops. */

/** log Γ(x), x above 0: Stirling's series where it has all digits, after recurrence. */
export function lgammaOf(x: number): number {
  let [at, product] = [x, 0];
  for (; at < 20; at++) product += Math.log(at);
  const z = 1 / (at * at);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188))))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - product;
}

/** log B(a, b) */
export function logBetaOf(a: number, b: number): number {
  return lgammaOf(a) + lgammaOf(b) - lgammaOf(a + b);
}

/** I₀(x) by its power series. */
export function besselI0Of(x: number): number {
  let [term, total] = [1, 1];
  for (let k = 1; k < 200; k++) {
    term *= (x / (2 * k)) ** 2;
    total += term;
  }
  return total;
}

/** ∫ f from a to b by Simpson's rule. */
export function integrate(f: (x: number) => number, a: number, b: number, steps = 2000): number {
  const h = (b - a) / steps;
  let total = f(a) + f(b);
  for (let i = 1; i < steps; i++) total += (i % 2 === 1 ? 4 : 2) * f(a + i * h);
  return (total * h) / 3;
}
