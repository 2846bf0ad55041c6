import { Random } from "../../core/random.ts";
import type { EpochRecord, ReportData } from "./data.ts";

const classNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Loss that falls, flattens and wavers. */
function falling(random: Random, from: number, to: number, at: number, noise: number): number {
  return to + (from - to) * Math.exp(-at) * (1 + noise * random.normal()) + to * noise * random.normal();
}

/** A plausible run for tests and for looking at the page: figures and pictures are made up. */
export function sampleRun(epochs = 12): ReportData {
  const random = new Random(7);
  const stepLosses = Float64Array.from({ length: 469 * epochs }, (_, step) =>
    Math.max(0.0008, falling(random, 2.31, 0.022 / (1 + step / 1500), step / 90, 0.45)),
  );
  const history: EpochRecord[] = Array.from({ length: epochs }, (_, i) => {
    const loss = falling(random, 0.42, 0.006, i / 1.5, 0.03);
    const valLoss = falling(random, 0.13, 0.029, i / 1.3, 0.03) + 0.0011 * Math.max(0, i - 7) ** 1.4;
    return {
      epoch: i + 1,
      loss,
      metrics: { accuracy: 1 - loss / 3.3 },
      validation: { loss: valLoss, metrics: { accuracy: 1 - valLoss / 3.6 } },
      seconds: 19.4 + random.uniform(),
      learningRate: 0.001 * 0.5 * (1 + Math.cos((Math.PI * i) / epochs)),
    };
  });
  const layers = ["conv2d", "conv2d_1", "dense"];
  const misses: [number, number, number][] = [
    [4, 9, 8],
    [9, 4, 5],
    [7, 2, 6],
    [3, 5, 5],
    [5, 3, 4],
    [8, 3, 3],
    [2, 7, 3],
    [6, 0, 4],
    [6, 5, 2],
    [9, 7, 4],
    [8, 9, 2],
    [1, 7, 1],
    [0, 6, 1],
    [5, 6, 2],
    [2, 3, 1],
    [7, 9, 2],
    [8, 2, 2],
    [9, 5, 2],
    [6, 1, 2],
    [7, 1, 2],
  ];
  const totals = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
  const confusion = totals.map((total, label) => {
    const row = totals.map((_, predicted) => misses.find((m) => m[0] === label && m[1] === predicted)?.[2] ?? 0);
    row[label] = total - row.reduce((sum, n) => sum + n, 0);
    return row;
  });
  return {
    title: "MNIST convnet",
    subtitle: "softmax cross-entropy · Adam, batches of 128 · 12 epochs on the CPU",
    finishedAt: "2026-11-24T01:30:00Z",
    headline: { figures: { accuracy: 0.9938, loss: 0.0287 }, seconds: 239.6, parameters: 50_186, steps: 469 * epochs },
    history,
    stepLosses,
    confusion,
    classNames,
    mistakes: misses.slice(0, 16).map(([label, predicted], i) => ({
      image: blob(random, label),
      label,
      predicted,
      confidence: 0.999 - 0.028 * i,
      loss: 8.1 * 0.88 ** i,
      index: random.integer(10_000),
    })),
    norms: history.flatMap(({ epoch }) =>
      layers.map((layer, i) => ({
        epoch,
        layer,
        weightNorm: ([3.1, 6.9, 5.2][i] as number) * (1 + 0.35 * (1 - Math.exp(-epoch / (3 + i)))),
        gradientNorm: ([0.9, 1.6, 0.7][i] as number) * Math.exp(-epoch / 4) * (1 + 0.2 * random.normal()) + 0.02,
      })),
    ),
    summary: [
      { layer: "conv2d", outputShape: [32, 28, 28], parameters: 320 },
      { layer: "max_pool2d", outputShape: [32, 14, 14], parameters: 0 },
      { layer: "conv2d_1", outputShape: [64, 14, 14], parameters: 18_496 },
      { layer: "max_pool2d_1", outputShape: [64, 7, 7], parameters: 0 },
      { layer: "flatten", outputShape: [3136], parameters: 0 },
      { layer: "dense", outputShape: [10], parameters: 31_370 },
    ],
    config: {
      loss: "categoricalCrossentropy",
      optimizer: { name: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      schedule: "cosine",
      epochs,
      batchSize: 128,
      stepsPerExecution: 16,
      seed: 0,
      device: "cpu",
      dtype: "float32",
      data: { name: "mnist", train: 60_000, test: 10_000, imageShape: [1, 28, 28] },
      versions: { lossmith: "0.1.0", onnxruntime: "1.30.0", node: "20.20.2" },
    },
  };
}

/** A drawing of a few strokes. */
function blob(random: Random, label: number): { data: Uint8Array; channels: number; height: number; width: number } {
  const [height, width] = [28, 28];
  const data = new Uint8Array(height * width);
  const centres = Array.from(
    { length: 5 + label },
    () => [7 + random.uniform() * 14, 5 + random.uniform() * 18] as const,
  );
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const ink = centres.reduce((sum, [a, b]) => sum + Math.exp(-((x - a) ** 2 + (y - b) ** 2) / 4), 0);
    data[i] = Math.min(255, Math.round(255 * ink));
  }
  return { data, channels: 1, height, width };
}
