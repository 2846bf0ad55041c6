/** Strings of MNIST's digits side by side, closer and farther, higher and lower. */
import { arrays, Random } from "lossmith";
import { mnist } from "lossmith/node";

/** Size of an image, and how many digits it holds at most. */
export const [height, width, most] = [32, 128, 6];
const side = 28;

/**
 * @param split of MNIST whose digits are taken
 * @param frames of the network for one image
 * @returns `{ data, x, labels }`: a data set for `ctc`, the images as bytes [count, 1, height, width], and lists of what is written
 */
export async function digitStrings(split, { count, seed, frames }) {
  const random = new Random(seed).fork(`strings ${split}`);
  const digits = await mnist({ split });
  const all = { x: new Uint8Array(digits.size * side * side), y: new BigInt64Array(digits.size) };
  await digits.fill(
    Uint32Array.from({ length: digits.size }, (_, i) => i),
    all,
  );
  const x = new Uint8Array(count * height * width);
  const labels = [];
  for (let i = 0; i < count; i++) {
    const written = [];
    const wanted = 1 + random.integer(most);
    let left = random.integer(8) - 4;
    while (written.length < wanted && left + side - 4 <= width) {
      const digit = random.integer(digits.size);
      written.push(Number(all.y[digit]));
      place(all.x.subarray(digit * side * side, (digit + 1) * side * side), x.subarray(i * height * width), {
        left,
        top: random.integer(height - side + 1),
      });
      left += 16 + random.integer(10);
    }
    labels.push(written);
  }
  const padded = labels.flatMap((list) => [
    ...list.map((digit) => digit + 1),
    ...new Array(most - list.length).fill(0),
  ]);
  const data = arrays(
    {
      x,
      labels: Int32Array.from(padded),
      labelLengths: Int32Array.from(labels, (list) => list.length),
      logitLengths: new Int32Array(count).fill(frames),
    },
    { shapes: { x: [1, height, width], labels: [most] }, rescale: { x: { scale: 1 / 255 } } },
  );
  return { data, x, labels };
}

/** Ink on ink stays as dark as the darker. */
function place(digit, image, { left, top }) {
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const at = left + column;
      if (at < 0 || at >= width) continue;
      const to = (top + row) * width + at;
      image[to] = Math.max(image[to], digit[row * side + column]);
    }
}
