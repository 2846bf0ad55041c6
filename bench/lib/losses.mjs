/** The six losses that are timed, and the numbers they are given. */

export const timedLosses = [
  { name: "meanSquaredError", targets: "real" },
  { name: "meanAbsoluteError", targets: "real" },
  { name: "huber", targets: "real" },
  { name: "binaryCrossentropy", options: { fromLogits: true }, targets: "binary" },
  { name: "categoricalCrossentropy", options: { fromLogits: true }, targets: "oneHot" },
  { name: "sparseCategoricalCrossentropy", options: { fromLogits: true }, targets: "classIndex" },
];

/** Targets ([rows, columns]; class indices: [rows]) and predictions ([rows, columns]), the same in every language. */
export function lossInputs({ targets }, [rows, columns], draw) {
  const predictions = draw([rows, columns], 0, 3);
  const other = draw([rows, columns], 1, 3);
  switch (targets) {
    case "real":
      return { yTrue: other, yPred: predictions };
    case "binary":
      return { yTrue: other.map((value) => (value > 0 ? 1 : 0)), yPred: predictions };
    case "oneHot":
      return {
        yTrue: other.map((_, i) => (i % columns === Math.floor(i / columns) % columns ? 1 : 0)),
        yPred: predictions,
      };
    case "classIndex":
      return { yTrue: Int32Array.from({ length: rows }, (_, row) => row % columns), yPred: predictions };
    default:
      throw new Error(`no inputs for targets ${targets}`);
  }
}
