/**
 * Initial weights from a formula, so that every language computes the same numbers and none are stored.
 * Element i of parameter k is (2 h / 2^32 - 1) * limit, rounded to float32, with h = mix(i + 0x9e3779b9 (k + 1) mod 2^32).
 * scripts/fixtures/draw.py is the same formula in Python; the mixer is lowbias32 (Wellons 2018, nullprogram.com/blog/2018/07/31/).
 */
export function draw(shape, parameter, limit) {
  const offset = Math.imul(0x9e3779b9, parameter + 1);
  const size = shape.reduce((product, axis) => product * axis, 1);
  return Float32Array.from({ length: size }, (_, i) => ((2 * mix(i + offset)) / 2 ** 32 - 1) * limit);
}

function mix(seed) {
  let x = seed >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Weights of a network in the order of its layers, kernel before bias: kernels [in, out] or [out, in, height, width]
 * within sqrt(6 / (fan in + fan out)), biases within 0.05.
 */
export function drawWeights(shapes) {
  return shapes.map((shape, k) => draw(shape, k, limitOf(shape)));
}

function limitOf(shape) {
  if (shape.length === 1) return 0.05;
  const [first, second, ...window] = shape;
  const area = window.reduce((product, axis) => product * axis, 1);
  return Math.sqrt(6 / ((first + second) * area));
}
