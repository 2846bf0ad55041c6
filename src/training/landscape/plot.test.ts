import { expect, test } from "vitest";
import { ArgumentError } from "../../core/errors.ts";
import type { LossSurface } from "./landscape.ts";
import { plotLossSurface } from "./plot.ts";
import { summarise, summariseBetween } from "./summary.ts";

const axis = [-1, -0.5, 0, 0.5, 1];
const plane = (lossAt: (x: number, y: number) => number): LossSurface => ({
  axes: [axis, axis],
  loss: axis.flatMap((x) => axis.map((y) => lossAt(x, y))),
  metrics: {},
});
const texts = (svg: string): string[] => Array.from(svg.matchAll(/<text[^>]*>([^<]+)</g), ([, text = ""]) => text);

test("a plane has a band for every level, round on its own scale", () => {
  const even = texts(plotLossSurface(plane((x, y) => 1 + x * x + y * y)));
  for (const level of ["1", "1.2", "2", "2.8"]) expect(even).toContain(level);
  const wide = texts(plotLossSurface(plane((x, y) => 10 ** (2 * (x * x + y * y)))));
  for (const level of ["1", "2", "5", "10", "1,000"]) expect(wide).toContain(level);
});

test("the first direction goes to the right, the second up", () => {
  const svg = plotLossSurface(plane((x) => x));
  const contours = svg.split('aria-label="contour"')[1] ?? "";
  const areas = Array.from(contours.matchAll(/ d="([^"]+)"/g), ([, path = ""]) =>
    Array.from(path.matchAll(/([-\d.]+),([-\d.]+)/g), ([, x, y]) => [Number(x), Number(y)] as const),
  ).filter((points) => points.length > 0);
  expect(areas.length).toBeGreaterThan(8);
  // Higher bands begin further right, and each is as high as the picture.
  const lefts = areas.map((points) => Math.min(...points.map(([x]) => x)));
  expect(lefts).toEqual([...lefts].sort((p, q) => p - q));
  const heights = areas.map((points) => Math.max(...points.map(([, y]) => y)) - Math.min(...points.map(([, y]) => y)));
  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1);
});

test("a line leaves out what is not finite; nothing finite is an error", () => {
  const line: LossSurface = { axes: [axis], loss: [Number.NaN, 2, 1, 2, Number.POSITIVE_INFINITY], metrics: {} };
  expect(plotLossSurface(line, { title: "a < b" })).toContain("a &lt; b");
  expect(() => plotLossSurface({ ...line, loss: axis.map(() => Number.NaN) })).toThrow(ArgumentError);
  expect(plotLossSurface(plane((x) => (x === 1 ? Number.POSITIVE_INFINITY : 2)))).toContain("<svg");
});

test("a summary finds the centre, the extremes and how flat it is", () => {
  const surface = plane((x, y) => (x === 1 && y === 1 ? Number.NaN : 1 + (x - 0.5) ** 2 + y * y));
  expect(summarise(surface)).toEqual({
    centre: { at: [0, 0], loss: 1.25 },
    lowest: { at: [0.5, 0], loss: 1 },
    highest: { at: [1, 1], loss: Number.NaN },
    flat: surface.loss.filter((loss) => loss <= 2.5).length / 25,
  });
});

test("a barrier is measured from the straight line between two models", () => {
  const surface: LossSurface = { axes: [[-0.5, 0, 0.5, 1, 1.5]], loss: [9, 1, 4, 3, 9], metrics: {} };
  expect(summariseBetween(surface)).toEqual({
    start: { at: [0], loss: 1 },
    end: { at: [1], loss: 3 },
    highest: { at: [0.5], loss: 4 },
    barrier: 2,
  });
});
