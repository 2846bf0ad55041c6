/** The losses that TensorFlow.js and jax-js are timed with: those that both can express. */
export const sixLosses = [
  "meanSquaredError",
  "meanAbsoluteError",
  "huber",
  "binaryCrossentropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
];
