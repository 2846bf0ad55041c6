/** What one outlier does to a fit, and Huber's fit between those of the absolute and the squared error as delta moves. */
import * as Plot from "@observablehq/plot";
import { minimize, Value } from "lossmith";
import { huber, meanAbsoluteError, meanSquaredError } from "lossmith/losses";
import { add, broadcastTo, constant, mean, mul, sum } from "lossmith/ops";
import { colours, saveChart } from "../lib/charts.mjs";

const centres = {
  "mean squared error": meanSquaredError,
  "Huber, delta 2": (yTrue, yPred) => huber(yTrue, yPred, { delta: 2 }),
  "Huber, delta 0.5": (yTrue, yPred) => huber(yTrue, yPred, { delta: 0.5 }),
  "mean absolute error": meanAbsoluteError,
};
const around = [-0.9, -0.7, -0.4, -0.1, 0.1, 0.3, 0.6, 0.8];

/** The number nearest to eight values and a ninth, for each place of the ninth. */
async function centresOf(loss, places, steps) {
  const values = constant(places.map((place) => [...around, place]));
  const { parameters } = await minimize({
    parameters: { centre: Value.of(new Float32Array(places.length), [places.length, 1]) },
    loss: ({ centre }) => sum(loss(values, broadcastTo(centre, values.shape))),
    optimizer: { name: "adam", learningRate: 0.01 },
    steps,
  });
  return parameters.centre.numbers();
}

/** Slope of the line through points by Huber's loss. */
async function slopeOf({ x, y }, delta, steps) {
  const [places, targets] = [constant(x), constant(y)];
  const { parameters } = await minimize({
    parameters: { slope: Value.of([0], [1]), start: Value.of([0], [1]) },
    loss: ({ slope, start }) => mean(huber(targets, add(mul(places, slope), start), { delta })),
    optimizer: { name: "adam", learningRate: 0.01 },
    steps,
  });
  return (await parameters.slope.numbers())[0];
}

/**
 * @param path undefined: nothing is drawn
 * @param line `{ x, y }`, the points of a line, and the slopes that the absolute and the squared error find for them
 */
export async function drawOutlier(path, line, steps) {
  const places = Array.from({ length: 41 }, (_, i) => i / 4);
  const found = [];
  for (const [i, [name, loss]] of Object.entries(centres).entries())
    for (const [at, centre] of (await centresOf(loss, places, steps)).entries())
      found.push({ name, place: places[at], centre, colour: colours[i] });
  const deltas = Array.from({ length: 17 }, (_, i) => 10 ** (-2 + i / 4));
  const slopes = [];
  for (const delta of deltas) slopes.push({ delta, slope: await slopeOf(line, delta, steps) });
  const panels = [
    {
      title: "Fit of eight numbers around 0 and a ninth",
      x: { label: "the ninth number" },
      y: { label: null, grid: true },
      marks: [
        Plot.line(found, { x: "place", y: "centre", z: "name", stroke: "colour", strokeWidth: 2 }),
        Plot.dot(around, { x: (value) => value, y: 0, r: 2.5, fill: "#64748b" }),
      ],
    },
    {
      title: "Telephone calls, millions more in 12 years, by delta",
      x: { label: "delta", type: "log", ticks: 5, tickFormat: (value) => String(Number(value.toPrecision(1))) },
      y: { label: null, grid: true, domain: [0, line.slopes.squared * 1.15] },
      marks: [
        ...Object.values(line.slopes).map((slope) =>
          Plot.ruleY([slope], { stroke: "#64748b", strokeDasharray: "3,4" }),
        ),
        Plot.text(["squared error"], { x: 0.01, y: line.slopes.squared, dy: -8, textAnchor: "start" }),
        Plot.text(["absolute error"], { x: 100, y: line.slopes.absolute, dy: 12, textAnchor: "end" }),
        Plot.line(slopes, { x: "delta", y: "slope", stroke: colours[4], strokeWidth: 2 }),
        Plot.dot(slopes, { x: "delta", y: "slope", r: 2.5, fill: colours[4] }),
      ],
    },
  ];
  saveChart(path, panels, { width: 400, legend: Object.keys(centres).map((name, i) => [name, colours[i]]) });
}
