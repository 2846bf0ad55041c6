import { sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { matMul } from "../ops/matmul.ts";
import { reshape } from "../ops/structure.ts";

/** Weights of sum 1 from -reach to reach. */
export function smoothingTaps(kernel: "gaussian" | "cauchy", scale: number): number[] {
  const reach = kernel === "gaussian" ? Math.floor(Math.max(3 * scale, 0.5) + 0.5) : Math.floor(5 * scale);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const distance = (i - reach) / scale;
    return kernel === "gaussian" ? Math.exp(-(distance ** 2) / 2) : 1 / (1 + distance ** 2);
  });
  const total = raw.reduce((a, b) => a + b);
  return raw.map((tap) => tap / total);
}

/** Every spatial axis of [batch, channels, ...space] smoothed, with zeros beyond the border. */
export function smooth(x: Tensor, taps: readonly number[]): Tensor {
  const reach = (taps.length - 1) / 2;
  return x.shape.slice(2).reduce((image, length, i) => {
    const band = Array.from(
      { length: length * length },
      (_, at) => taps[(at % length) - Math.floor(at / length) + reach] ?? 0,
    );
    const [before, after] = [sizeOf(x.shape.slice(0, i + 2)), sizeOf(x.shape.slice(i + 3))];
    const matrix = constant(band, { shape: [length, length], dtype: x.dtype });
    return reshape(matMul(matrix, reshape(image, [before, length, after])), x.shape);
  }, x);
}
