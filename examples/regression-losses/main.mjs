/**
 * Regression with outliers: mean squared error, mean absolute error, Huber and quantile losses on the telephone calls of Belgium,
 * whose years 1964 to 1969 were recorded in another unit, and on noisy curves with one wrong target in five.
 */

import { writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { dense, Random, sequential } from "lossmith";
import { plotLosses } from "lossmith/node";
import { colours, saveChart } from "../lib/charts.mjs";
import { example, spread } from "../lib/example.mjs";
import { drawOutlier } from "./outlier.mjs";

const losses = {
  "mean squared error": "mse",
  "mean absolute error": "mae",
  "Huber, delta 0.1": { name: "huber", delta: 0.1 },
  "Huber, delta 1": { name: "huber", delta: 1 },
  "quantile 0.5": { name: "quantile", quantile: 0.5 },
  "quantile 0.9": { name: "quantile", quantile: 0.9 },
};
const names = Object.keys(losses);
const legend = names.map((name, i) => [name, colours[i]]);

// Millions of calls from Belgium, 1950 to 1973 (Rousseeuw and Leroy 1987, Robust Regression and Outlier Detection, table 1).
const calls = [
  0.44, 0.47, 0.47, 0.59, 0.66, 0.73, 0.81, 0.88, 1.06, 1.2, 1.35, 1.49, 1.61, 2.12, 11.9, 12.4, 14.2, 15.9, 18.2, 21.2,
  4.3, 2.4, 2.7, 2.9,
];
const years = calls.map((_, i) => 1950 + i);
/** Years are counted in twelves from their middle. */
const callsLine = { x: years.map((year) => (year - 1961.5) / 12), y: calls };
/** 1963 and 1970 are mixed, 1964 to 1969 are minutes instead of calls. */
const isWrong = (year) => year >= 1963 && year <= 1970;

const truth = (x) => Math.sin(3 * x) + 0.5 * x;

await example(import.meta.url, async ({ short, seed, file }) => {
  const lines = await fitCalls(short ? 20 : 2500, seed);
  const curves = [];
  for (let i = 0; i < (short ? 2 : 5); i++) curves.push(await fitCurves(short ? 2 : 400, seed + i));
  drawCalls(file("telephone-calls.svg"), lines);
  drawCurve(file("curve.svg"), curves[0]);
  const plot = file("losses.svg");
  if (plot)
    writeFileSync(
      plot,
      await plotLosses(["mse", "mae", ...[0.1, 0.5, 1, 2].map((delta) => ({ name: "huber", delta }))]),
    );
  const slopes = {
    absolute: lines["mean absolute error"].slope * 12,
    squared: lines["mean squared error"].slope * 12,
  };
  if (plot) await drawOutlier(file("outlier.svg"), { ...callsLine, slopes }, short ? 20 : 3000);
  const rows = names.map((name) => [
    name,
    {
      "calls per year, millions": lines[name].slope,
      "calls: mean absolute error, good years": lines[name].error,
      "curves: mean absolute error, clean test": spread(curves.map(({ fits }) => fits[name].absolute)),
      "curves: root mean squared error": spread(curves.map(({ fits }) => fits[name].squared)),
      "curves: targets below the fit": spread(curves.map(({ fits }) => fits[name].below)),
    },
  ]);
  return Object.fromEntries(rows);
});

/** A line through the calls of all years. */
async function fitCalls(epochs, seed) {
  const x = callsLine.x.map((value) => [value]);
  const y = calls.map((value) => [value]);
  const fits = {};
  for (const name of names) {
    const model = sequential([dense(1)], { inputShape: [1], seed });
    model.compile({ loss: losses[name], optimizer: { name: "adam", learningRate: 0.01 }, onWarning: () => {} });
    await model.fit({ x, y }, { epochs, batchSize: calls.length });
    const line = await (await model.predict({ x })).numbers();
    const good = years.flatMap((year, i) => (isWrong(year) ? [] : [Math.abs(line[i] - calls[i])]));
    fits[name] = {
      points: years.map((year, i) => ({ year, calls: line[i] })),
      slope: (line.at(-1) - line[0]) / (years.length - 1),
      error: good.reduce((a, b) => a + b) / good.length,
    };
  }
  return fits;
}

/** Small networks on 300 points of a curve, one in five of them moved up; errors are those on 500 points without noise. */
async function fitCurves(epochs, seed) {
  const random = new Random(seed).fork("curve");
  const points = Array.from({ length: 300 }, () => {
    const x = random.uniform() * 4 - 2;
    const outlier = random.uniform() < 0.2;
    return { x, y: truth(x) + 0.1 * random.normal() + (outlier ? 2 + 2 * random.uniform() : 0), outlier };
  });
  const data = { x: points.map(({ x }) => [x]), y: points.map(({ y }) => [y]) };
  const test = Array.from({ length: 500 }, (_, i) => -2 + (4 * i) / 499);
  const fits = {};
  for (const name of names) {
    const layers = [dense(32, { activation: "tanh" }), dense(32, { activation: "tanh" }), dense(1)];
    const model = sequential(layers, { inputShape: [1], seed });
    model.compile({ loss: losses[name], optimizer: { name: "adam", learningRate: 0.01 }, onWarning: () => {} });
    await model.fit(data, { epochs, batchSize: 50 });
    const line = await (await model.predict({ x: test.map((x) => [x]) })).numbers();
    const fitted = await (await model.predict({ x: data.x })).numbers();
    const errors = test.map((x, i) => line[i] - truth(x));
    fits[name] = {
      points: test.map((x, i) => ({ x, y: line[i] })),
      absolute: errors.reduce((sum, error) => sum + Math.abs(error), 0) / errors.length,
      squared: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length),
      below: points.filter(({ y }, i) => y < fitted[i]).length / points.length,
    };
  }
  return { points, test, fits };
}

function drawCalls(path, lines) {
  const points = calls.map((value, i) => ({ year: 1950 + i, calls: value, wrong: isWrong(1950 + i) }));
  const panel = {
    title: "International calls from Belgium, millions",
    x: { label: null, tickFormat: (year) => String(year) },
    y: { label: null, grid: true },
    marks: [
      ...names.map((name, i) =>
        Plot.line(lines[name].points, {
          x: "year",
          y: "calls",
          stroke: colours[i],
          strokeWidth: 2,
          strokeDasharray: i === 4 ? "5,5" : undefined,
        }),
      ),
      Plot.dot(points, {
        x: "year",
        y: "calls",
        r: 3.5,
        stroke: "#334155",
        fill: (d) => (d.wrong ? "#fff" : "#334155"),
      }),
    ],
  };
  saveChart(path, [panel], { width: 720, height: 340, legend });
}

function drawCurve(path, { points, test, fits }) {
  const panel = {
    title: "300 points, one in five moved up; the dotted curve is the truth",
    x: { label: null },
    y: { label: null, grid: true },
    marks: [
      Plot.dot(points, { x: "x", y: "y", r: 2, fill: (d) => (d.outlier ? "#cbd5e1" : "#64748b") }),
      ...names.map((name, i) =>
        Plot.line(fits[name].points, {
          x: "x",
          y: "y",
          stroke: colours[i],
          strokeWidth: 2,
          strokeDasharray: i === 4 ? "5,5" : undefined,
        }),
      ),
      Plot.line(
        test.map((x) => ({ x, y: truth(x) })),
        { x: "x", y: "y", stroke: "#000", strokeDasharray: "1,4", strokeWidth: 2 },
      ),
    ],
  };
  saveChart(path, [panel], { width: 720, height: 360, legend });
}
