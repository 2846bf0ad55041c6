/** Figures of samples. */

/** Quantile by linear interpolation between order statistics. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

/** Median and quartiles. */
export function summary(values) {
  return {
    median: quantile(values, 0.5),
    quartiles: [quantile(values, 0.25), quantile(values, 0.75)],
    samples: values.length,
  };
}

/** Median of the slopes between all pairs of points (Theil 1950, Sen 1968, doi:10.1080/01621459.1968.10480934). */
export function slope(points) {
  const slopes = points.flatMap(([x0, y0], i) => points.slice(i + 1).map(([x1, y1]) => (y1 - y0) / (x1 - x0)));
  return quantile(slopes, 0.5);
}

/** Exponent p of y = c xᵖ through points: the slope between their logarithms. */
export function power(points) {
  return slope(points.map(([x, y]) => [Math.log(x), Math.log(y)]));
}
