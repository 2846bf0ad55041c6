/** Quantiles of the symmetric beta distribution: `count` + 1 of them, evenly spaced in probability from 0 to 1. */
export function betaQuantiles(alpha: number, count: number): Float64Array {
  const half = logLowerTail(alpha, 0.5) + Math.log(2);
  const quantile = (probability: number): number => {
    // In logarithms: with a small alpha most of the mass is nearer to 0 than numbers of one scale reach.
    let [low, high] = [Math.log(Number.MIN_VALUE), Math.log(0.5)];
    for (let i = 0; i < 80; i++) {
      const middle = (low + high) / 2;
      if (logLowerTail(alpha, Math.exp(middle)) - half < Math.log(probability)) low = middle;
      else high = middle;
    }
    return Math.exp(high);
  };
  return Float64Array.from({ length: count + 1 }, (_, i) => {
    const below = Math.min(i, count - i) / count;
    const value = below === 0 ? 0 : below === 0.5 ? 0.5 : quantile(below);
    return i * 2 <= count ? value : 1 - value;
  });
}

/**
 * Logarithm of the incomplete beta function B(x; alpha, alpha) for x up to 1/2, by its continued fraction (DLMF 8.17.22,
 * https://dlmf.nist.gov/8.17.E22), evaluated from the end.
 */
function logLowerTail(alpha: number, x: number): number {
  let fraction = 1;
  for (let m = 100; m > 0; m--) {
    const even = (m * (alpha - m) * x) / ((alpha + 2 * m - 1) * (alpha + 2 * m));
    const odd = (-(alpha + m - 1) * (2 * alpha + m - 1) * x) / ((alpha + 2 * m - 2) * (alpha + 2 * m - 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return alpha * (Math.log(x) + Math.log1p(-x)) - Math.log(alpha * fraction);
}
