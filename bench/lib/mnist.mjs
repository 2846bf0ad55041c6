/** MNIST as every worker takes it: float32 pixels between 0 and 1, in the order of the file. */
import { readFileSync } from "node:fs";

export function readMnist({ images, labels, batches, batchSize }) {
  const count = batches * batchSize;
  const pixels = readFileSync(images).subarray(16, 16 + count * 784);
  const classes = readFileSync(labels).subarray(8, 8 + count);
  return { x: Float32Array.from(pixels, (byte) => byte / 255), y: Int32Array.from(classes) };
}
