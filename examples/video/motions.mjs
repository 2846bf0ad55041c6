/** Moving digits: clips of one handwritten digit each, whose class is how it moves. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "lossmith";
import { saveVideo } from "lossmith/node";

export const [frames, size] = [12, 32];
// A digit's pixels, two by two made one.
const small = 14;

/** Position of the digit's centre and its scale, frame by frame; each draws where, how fast and from which side anew. */
const motions = {
  left: (random) => straight(random, -1, 0),
  right: (random) => straight(random, 1, 0),
  up: (random) => straight(random, 0, -1),
  down: (random) => straight(random, 0, 1),
  clockwise: (random) => circle(random, 1),
  "counter-clockwise": (random) => circle(random, -1),
  bounce,
  zoom,
};
export const motionNames = Object.keys(motions);

const middle = (size - 1) / 2;
const between = (random, low, high) => low + (high - low) * random.uniform();

function straight(random, dx, dy) {
  const speed = between(random, 0.9, 1.6);
  const [x, y] = [between(random, -4, 4), between(random, -4, 4)];
  // Half of the way lies before the middle.
  return (t) => {
    const way = speed * (t - (frames - 1) / 2);
    return { x: middle + x + dx * way, y: middle + y + dy * way, scale: 1 };
  };
}

/** y points down, so that growing angles go clockwise. */
function circle(random, direction) {
  const [radius, speed, start] = [between(random, 4, 8), between(random, 0.35, 0.6), between(random, 0, 2 * Math.PI)];
  const [x, y] = [between(random, -2, 2), between(random, -2, 2)];
  return (t) => {
    const angle = start + direction * speed * t;
    return { x: middle + x + radius * Math.cos(angle), y: middle + y + radius * Math.sin(angle), scale: 1 };
  };
}

/** On a slant, off the edges of the picture. */
function bounce(random) {
  const [low, high] = [small / 2 - 1, size - small / 2];
  const axis = () => {
    const [start, speed] = [between(random, low, high), between(random, 2, 3.5) * (random.uniform() < 0.5 ? -1 : 1)];
    return (t) => {
      const period = 2 * (high - low);
      const way = (((start - low + speed * t) % period) + period) % period;
      return low + Math.min(way, period - way);
    };
  };
  const [x, y] = [axis(), axis()];
  return (t) => ({ x: x(t), y: y(t), scale: 1 });
}

function zoom(random) {
  const [speed, start] = [between(random, 0.4, 0.7), between(random, 0, 2 * Math.PI)];
  const [x, y] = [between(random, -3, 3), between(random, -3, 3)];
  return (t) => ({ x: middle + x, y: middle + y, scale: 1.1 + 0.4 * Math.sin(start + speed * t) });
}

/** Draws a digit, [14, 14], by bilinear sampling. */
function draw(digit, { x, y, scale }, into) {
  const at = (row, column) =>
    row >= 0 && row < small && column >= 0 && column < small ? digit[row * small + column] : 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [v, u] = [(row - y) / scale + (small - 1) / 2, (column - x) / scale + (small - 1) / 2];
      const [top, left] = [Math.floor(v), Math.floor(u)];
      const [below, beside] = [v - top, u - left];
      const upper = (1 - beside) * at(top, left) + beside * at(top, left + 1);
      const lower = (1 - beside) * at(top + 1, left) + beside * at(top + 1, left + 1);
      into[row * size + column] = Math.round((1 - below) * upper + below * lower);
    }
}

/**
 * Writes clips into a sub-folder per motion: H.264 files, or folders of images.
 * @param digits a data set of 28x28 images, of which the first are taken
 */
export async function writeClips(folder, digits, { perClass, encoded, seed }) {
  const random = new Random(seed).fork("motions");
  const image = new Uint8Array(784);
  const jobs = [];
  for (const [label, name] of motionNames.entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < perClass; i++) {
      await digits.fill([(label * perClass + i) % digits.size], { x: image });
      const digit = Float32Array.from({ length: small * small }, (_, at) => {
        const corner = 56 * Math.floor(at / small) + 2 * (at % small);
        return (image[corner] + image[corner + 1] + image[corner + 28] + image[corner + 29]) / 4;
      });
      const motion = motions[name](random);
      const data = new Uint8Array(frames * size * size);
      for (let t = 0; t < frames; t++) draw(digit, motion(t), data.subarray(t * size * size, (t + 1) * size * size));
      const file = join(folder, name, `${i}${encoded ? ".mp4" : ""}`);
      jobs.push(() => saveVideo(file, { shape: [1, frames, size, size], data }));
    }
  }
  // A few at a time: each starts a process.
  for (let from = 0; from < jobs.length; from += 4) await Promise.all(jobs.slice(from, from + 4).map((job) => job()));
}
