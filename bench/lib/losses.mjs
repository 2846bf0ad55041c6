/** Every loss as work of about as many numbers, with inputs that are the same in every language. */
import { lossEntries } from "../../dist/losses.js";

/** Sizes of axes by name, where the spec does not decide. The batch takes what is left of the elements. */
const sizes = {
  n: 1000,
  classes: 100,
  dim: 256,
  latents: 1000,
  units: 1000,
  channels: 1,
  height: 256,
  width: 256,
  depth: 16,
  time: 250,
  labels: 20,
  points: 256,
  samples: 16,
  items: 100,
  boxes: 100,
};

/** Examples of a batch that are compared with each other: pairs, and triplets, of this many. */
const coupledBatch = 256;

/**
 * The work of each loss: its inputs with shape and kind of numbers, and options.
 * @param elements in the largest prediction, about
 */
export function lossWorks(elements) {
  return lossEntries().map(([name, info]) => ({ name, ...workOf(info, elements) }));
}

function workOf(info, elements) {
  const predictions = info.inputs.filter((input) => input.grad && input.variable === undefined);
  const main = predictions[0] ?? info.inputs[0];
  const options = { ...("fromLogits" in info.params ? { fromLogits: true } : {}) };
  const fed = new Set(info.inputs.flatMap((input) => (input.variable === undefined ? axesOf(input) : [])));
  for (const axis of info.inputs.flatMap(axesOf))
    if (!fed.has(axis) && axis in info.params) options[axis] = sizeOf(axis, info);
  const mainAxes = axesOf(main);
  const isImage = mainAxes.includes("...") && (mainAxes.includes("channels") || mainAxes.indexOf("classes") === 1);
  const between = isImage ? (elements < 1000 ? [8, 8] : [256, 256]) : [];
  const scale = (axis) => (elements < 1000 ? Math.min(sizeOf(axis, info), smallest(axis, info)) : sizeOf(axis, info));
  const rest = mainAxes
    .filter((axis) => axis !== "batch")
    .flatMap((axis) => (axis === "..." ? between : [scale(axis)]));
  const product = rest.reduce((a, b) => a * b, 1);
  const isCoupled = info.coupled || info.values === "[]";
  const batch = Math.max(
    isCoupled ? 4 : 2,
    Math.min(isCoupled ? coupledBatch : Number.POSITIVE_INFINITY, Math.round(elements / product)),
  );
  const shapeOf = (input) =>
    axesOf(input).flatMap((axis) =>
      axis === "..." ? between : axis === "batch" ? [batch] : [/^\d+$/.test(axis) ? Number(axis) : scale(axis)],
    );
  return {
    options,
    inputs: info.inputs.map((input, k) => ({
      name: input.name,
      shape: shapeOf(input),
      grad: Boolean(input.grad),
      parameter: k,
      ...kindOf(input, options, scale),
    })),
  };
}

function axesOf({ shape }) {
  const inside = shape.slice(1, -1);
  return inside === "" ? [] : inside.split(", ");
}

function sizeOf(axis, info) {
  return /^\d+$/.test(axis) ? Number(axis) : Math.max(sizes[axis] ?? 32, info.sizes?.[axis] ?? 0);
}

function smallest(axis, info) {
  return /^\d+$/.test(axis)
    ? Number(axis)
    : (info.sizes?.[axis] ?? { height: 7, width: 6, depth: 5, time: 6, classes: 4 }[axis] ?? 3);
}

/** How the numbers of an input are made: see `fill`. */
function kindOf(input, options, scale) {
  const domains = [input.domain].flat();
  const domain = options.fromLogits && domains.includes("logits") ? "logits" : domains[0];
  const axes = axesOf(input);
  const at = axes.indexOf("classes");
  const axis = at < 0 ? undefined : axes.indexOf("...") > at ? at : at - axes.length;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input;
  switch (domain) {
    case "classIndex":
      return { kind: "index", low: Math.max(0, min), high: scale("classes") };
    case "label":
      return { kind: "index", low: 0, high: 16 };
    case "length":
      return { kind: "full", value: scale(input.lengthOf) };
    case "simplex":
      return axis === undefined ? { kind: "range", low: 0.05, high: 0.95 } : { kind: "oneHot", axis };
    case "probabilities":
      return axis === undefined
        ? { kind: "range", low: Math.max(0.05, min), high: Math.min(0.95, max) }
        : { kind: "distribution", axis };
    case "logProbabilities":
      return axis === undefined ? { kind: "range", low: -3, high: -0.1 } : { kind: "distribution", axis, log: true };
    case "binary":
      return { kind: "binary" };
    case "sign":
      return { kind: "sign" };
    case "count":
    case "relevance":
      return { kind: "count", high: 5 };
    case "positive":
      return { kind: "range", low: Math.max(0.2, min), high: Math.min(2.2, max) };
    case "angle":
      return { kind: "range", low: -Math.PI, high: Math.PI };
    case "box":
      return { kind: "box" };
    default:
      return Number.isFinite(min) || Number.isFinite(max)
        ? { kind: "range", low: Math.max(-3, min), high: Math.min(3, max) }
        : { kind: "range", low: -3, high: 3 };
  }
}

/** The numbers of an input; bench/workers/loss_inputs.py makes the same. `draw(shape, k, limit)` is uniform within ±limit. */
export function fill({ kind, shape, parameter, low, high, value, axis, log }, draw) {
  const size = shape.reduce((a, b) => a * b, 1);
  const uniform = () => draw(shape, parameter, 0.5).map((u) => u + 0.5);
  switch (kind) {
    case "index":
      return Int32Array.from({ length: size }, (_, i) => low + (i % (high - low)));
    case "full":
      return new Int32Array(size).fill(value);
    case "binary":
      return uniform().map((u) => (u > 0.5 ? 1 : 0));
    case "sign":
      return uniform().map((u) => (u > 0.5 ? 1 : -1));
    case "count":
      return uniform().map((u) => Math.floor(u * high));
    case "oneHot":
      return alongAxis(new Float32Array(size), shape, axis, (row, group) =>
        row.map((_, c) => (c === group % row.length ? 1 : 0)),
      );
    case "distribution":
      return alongAxis(
        uniform().map((u) => 0.05 + 0.9 * u),
        shape,
        axis,
        (row) => {
          const total = row.reduce((a, b) => a + b, 0);
          return row.map((number) => (log ? Math.log(number / total) : number / total));
        },
      );
    case "box":
      return uniform().map((u, i, all) => (i % 4 < 2 ? 4 * u : 4 * all[i - 2] + 0.5 + 3 * u));
    default:
      return uniform().map((u) => low + (high - low) * u);
  }
}

function alongAxis(numbers, shape, axis, change) {
  const at = axis < 0 ? axis + shape.length : axis;
  const size = shape[at];
  const stride = shape.slice(at + 1).reduce((a, b) => a * b, 1);
  const result = new Float32Array(numbers.length);
  for (let group = 0; group < numbers.length / size; group++) {
    const start = Math.floor(group / stride) * stride * size + (group % stride);
    const row = Array.from({ length: size }, (_, c) => numbers[start + c * stride]);
    change(row, group).forEach((number, c) => {
      result[start + c * stride] = number;
    });
  }
  return result;
}
