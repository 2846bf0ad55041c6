/**
 * A small one-stage detector of emoji on cluttered backgrounds, trained with four losses of its boxes from the same initial weights:
 * smooth L1, IoU, GIoU and CIoU. Tested on emoji that are in no training scene.
 */
import * as Plot from "@observablehq/plot";
import {
  activation,
  batchNorm,
  boxIou,
  conv2d,
  cosineDecay,
  lambda,
  maxPool2d,
  meanAveragePrecision,
  nonMaximumSuppression,
  permute,
  reshape,
  sequential,
} from "lossmith";
import { binaryCrossentropy, ciou, giou, huber, iou, sparseCategoricalCrossentropy } from "lossmith/losses";
import { saveImages } from "lossmith/node";
import * as op from "lossmith/ops";
import { colours, saveChart } from "../lib/charts.mjs";
import { example } from "../lib/example.mjs";
import { cell, cells, grid, kinds, sceneData, size } from "./scenes.mjs";

const delta = 1 / 9;
/** Losses of boxes, [boxes, 4] in cells, and their names. */
const boxLosses = {
  "smooth L1": (yTrue, yPred) => op.mul(1 / delta, huber(yTrue, yPred, { delta })),
  IoU: iou,
  GIoU: giou,
  CIoU: ciou,
};

/** What the head gives for each cell: distances from the cell's middle to the four sides, an objectness, a score for each class. */
const outputs = 4 + 1 + kinds.length;

/** Distances to sides, made positive, become the corners of a box in cells. */
function toBoxes(x) {
  const [sides, scores] = op.split(x, [4, outputs - 4], { axis: 2 });
  const [before, after] = op.split(op.softplus(sides), 2, { axis: 2 });
  const middles = op.constant(
    [Array.from({ length: cells }, (_, at) => [(at % grid) + 0.5, Math.floor(at / grid) + 0.5])],
    { dtype: "float32" },
  );
  return op.concat([op.sub(middles, before), op.add(middles, after), scores], { axis: 2 });
}

function network(seed) {
  const block = (filters, options = {}) => [
    conv2d(filters, 3, { padding: "same", useBias: false, ...options }),
    batchNorm({ momentum: 0.9 }),
    activation("relu"),
  ];
  const layers = [
    ...block(24, { stride: 2 }),
    ...block(32),
    maxPool2d(2),
    ...block(64),
    maxPool2d(2),
    ...block(96),
    ...block(96),
    conv2d(outputs, 1),
    permute([2, 3, 1]),
    reshape([cells, outputs]),
    lambda(toBoxes),
  ];
  return sequential(layers, { inputShape: [3, size, size], seed });
}

/** Objectness of all cells; box and class of those with an object; each summed and divided by the number of these, per image. */
const detectionLoss = (boxLoss) => (yTrue, yPred) => {
  const batch = yTrue.shape[0];
  const rows = (x) => op.reshape(x, [batch * cells, -1]);
  const [box, positive, label] = op.split(yTrue, [4, 1, 1], { axis: 2 });
  const [boxFound, objectness, scores] = op.split(yPred, [4, 1, kinds.length], { axis: 2 });
  const isObject = op.reshape(positive, [batch, cells]);
  const count = op.maximum(op.sum(isObject, { axes: 1 }), 1);
  const perObject = (values, factor = 1) =>
    op.div(op.sum(op.mul(op.reshape(values, [batch, cells]), factor), { axes: 1 }), count);
  const classes = op.cast(op.reshape(label, [batch * cells]), "int64");
  return {
    objectness: perObject(binaryCrossentropy(rows(positive), rows(objectness), { fromLogits: true })),
    class: perObject(sparseCategoricalCrossentropy(classes, rows(scores), { fromLogits: true }), isObject),
    box: perObject(boxLoss(rows(box), rows(boxFound)), isObject),
  };
};

async function train(boxLoss, { data }, { epochs, batchSize, seed }) {
  const model = network(seed);
  const learningRate = cosineDecay(0.004, epochs * Math.ceil(data.size / batchSize));
  model.compile({ loss: detectionLoss(boxLoss), optimizer: { name: "adam", learningRate }, onWarning: () => {} });
  await model.fit(data, { epochs, batchSize, seed, checks: "none" });
  return model;
}

/** Detections of each image in pixels, after non-maximum suppression. */
async function detect(model, data) {
  const values = await (await model.predict(data)).numbers();
  return Array.from({ length: data.size }, (_, image) => {
    const found = Array.from({ length: cells }, (_, at) => {
      const start = (image * cells + at) * outputs;
      const [x1, y1, x2, y2, objectness, ...scores] = values.slice(start, start + outputs);
      const best = Math.max(...scores);
      const share = 1 / scores.reduce((sum, score) => sum + Math.exp(score - best), 0);
      return {
        box: [x1, y1, x2, y2].map((side) => Math.min(size, Math.max(0, side * cell))),
        class: scores.indexOf(best),
        score: share / (1 + Math.exp(-objectness)),
      };
    });
    return nonMaximumSuppression(
      found.filter(({ score }) => score > 0.01),
      { perClass: false },
    );
  });
}

/** For each true box how well the best of the confident detections overlaps it, on average. */
function meanIou(truths, detections) {
  const values = truths.flatMap((image, i) =>
    image.map(({ box }) =>
      Math.max(0, ...detections[i].filter(({ score }) => score > 0.3).map((found) => boxIou(box, found.box))),
    ),
  );
  return values.reduce((a, b) => a + b, 0) / values.length;
}

const thresholds = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);
const kindColours = [
  [255, 255, 255],
  [255, 60, 60],
  [60, 255, 90],
  [70, 160, 255],
];

/** Scenes enlarged, with boxes drawn over them in the colours of their classes: rows of truths and of detections in turn. */
async function drawScenes(path, { x, truths }, detections) {
  const [scale, columns, rows] = [3, 8, 2];
  const side = size * scale;
  const shown = [];
  for (let row = 0; row < rows; row++)
    for (const boxes of [truths, detections.map((image) => image.filter(({ score }) => score > 0.3))])
      for (let i = row * columns; i < (row + 1) * columns; i++) shown.push({ image: i, boxes: boxes[i] });
  const data = new Uint8Array(shown.length * 3 * side * side);
  for (const [n, { image, boxes }] of shown.entries())
    for (let at = 0; at < side * side; at++) {
      const [px, py] = [at % side, Math.floor(at / side)];
      const frame = boxes.find(({ box }) => {
        const [x1, y1, x2, y2] = box.map((edge) => Math.round(edge * scale));
        const depth = Math.min(px - x1, py - y1, x2 - 1 - px, y2 - 1 - py);
        return depth >= 0 && depth < 2;
      });
      for (let c = 0; c < 3; c++)
        data[(n * 3 + c) * side * side + at] =
          frame === undefined
            ? x[((image * 3 + c) * size + Math.floor(py / scale)) * size + Math.floor(px / scale)]
            : kindColours[frame.class][c];
    }
  await saveImages(path, { shape: [shown.length, 3, side, side], data }, { columns });
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const scenes = await sceneData(short ? { train: 256, test: 64, emoji: 8 } : { train: 8000, test: 1000 });
  const settings = { epochs: short ? 1 : 5, batchSize: 64, seed };
  const figures = {};
  const curves = [];
  for (const [name, boxLoss] of Object.entries(boxLosses)) {
    const model = await train(boxLoss, scenes.train, settings);
    const detections = await detect(model, scenes.test.data);
    const precision = (iouThreshold) => meanAveragePrecision(scenes.test.truths, detections, { iouThreshold }).mean;
    const values = thresholds.map(precision);
    curves.push(...values.map((value, i) => ({ name, threshold: thresholds[i], value })));
    figures[name] = {
      "mean IoU": meanIou(scenes.test.truths, detections),
      AP50: values[0],
      AP75: values[5],
      "AP50-95": values.reduce((a, b) => a + b, 0) / values.length,
    };
    console.log(name, JSON.stringify(figures[name]));
    if (name === "GIoU" && file("") !== undefined) await drawScenes(file("detections.png"), scenes.test, detections);
  }
  const names = Object.keys(boxLosses);
  saveChart(
    file("precision.svg"),
    [
      {
        title: "Mean average precision by the overlap that is asked for",
        x: { label: "IoU", tickFormat: "0.1f" },
        y: { label: null, grid: true },
        marks: names.map((name, i) =>
          Plot.lineY(
            curves.filter((each) => each.name === name),
            { x: "threshold", y: "value", stroke: colours[i], marker: true },
          ),
        ),
      },
    ],
    { width: 560, legend: names.map((name, i) => [name, colours[i]]) },
  );
  return figures;
});
