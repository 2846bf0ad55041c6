/** Every loss as work of about as many numbers, with inputs that are the same in every language. */
import { lossEntries } from "../../dist/losses.js";

/** Sizes of axes by name, where the spec does not decide. The batch takes what is left of the elements. */
const sizes = {
  n: 1000,
  classes: 100,
  dim: 256,
  latents: 1000,
  units: 1000,
  channels: 2,
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
  const options = { ...("fromLogits" in info.params ? { fromLogits: true } : {}) };
  const fed = new Set(info.inputs.flatMap((input) => (input.variable === undefined ? axesOf(input) : [])));
  const isCoupled = info.coupled || info.values === "[]";
  const small = elements < 1000;
  const scale = new Map();
  for (const axis of info.inputs.flatMap(axesOf)) {
    if (axis === "batch" || axis === "...") continue;
    const usual = small ? smallest(axis, info) : sizeOf(axis, info);
    scale.set(axis, isCoupled && axis === "dim" && !small ? 4096 : usual);
    if (axis === "positions") scale.set(axis, sizeOfLabels(info, small) + 1); // of transducers: one before each label, one after
    if (!fed.has(axis) && axis in info.params) options[axis] = scale.get(axis);
  }
  let between = betweenOf(info, small);
  const shapeOf = (input, batch) =>
    axesOf(input).flatMap((axis) => (axis === "..." ? between : axis === "batch" ? [batch] : [scale.get(axis)]));
  const largest = () => Math.max(...info.inputs.map((input) => shapeOf(input, 1).reduce((a, b) => a * b, 1)));
  // Of large examples at least two: their largest axes give way.
  while (largest() > elements / 2) {
    const free = [...scale].filter(
      ([axis, size]) => !/^\d+$/.test(axis) && !(axis in options) && size > (info.sizes?.[axis] ?? 8),
    );
    const [axis, size] = free.sort((x, y) => y[1] - x[1])[0] ?? [];
    if (axis !== undefined && size >= Math.max(...between, 0)) scale.set(axis, Math.ceil(size / 2));
    else if (Math.max(...between, 0) > 8) between = between.map((each) => Math.ceil(each / 2));
    else break;
  }
  const least = isCoupled ? 4 : 2;
  const most = isCoupled ? coupledBatch : Number.POSITIVE_INFINITY;
  const batch = Math.max(least, Math.min(most, Math.round(elements / largest())));
  return {
    options,
    inputs: info.inputs.map((input, k) => ({
      name: input.name,
      shape: shapeOf(input, batch),
      grad: Boolean(input.grad),
      parameter: k,
      ...kindOf(input, info, options, (axis) => scale.get(axis) ?? sizeOf(axis, info)),
    })),
  };
}

function sizeOfLabels(info, small) {
  return small ? smallest("labels", info) : sizeOf("labels", info);
}

/** Axes in the place of "...": pictures for what has channels or classes in front, a row for whole examples. */
function betweenOf(info, small) {
  const axes = info.inputs.map(axesOf);
  if (axes.some((each) => each.includes("height"))) return [];
  const isImage = axes.some((each) => each.includes("...") && (each.includes("channels") || each[1] === "classes"));
  if (isImage) return small ? [8, 8] : [256, 256];
  const isWhole = info.inputs.some(({ shape }) => shape === "[batch, ...]") && !axes.flat().includes("classes");
  return isWhole ? [small ? 6 : 1000] : [];
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

/** How many class indices differ: as many as a prediction has classes; two where they index something else. */
function classesOf({ classesOf: name }, info, scale) {
  const of = info.inputs.find((input) => input.name === name);
  const isOverClasses = of === undefined || (of.grad && of.variable === undefined && axesOf(of).includes("classes"));
  return isOverClasses ? scale("classes") : 2;
}

/** How the numbers of an input are made: see `fill`. */
function kindOf(input, info, options, scale) {
  const domains = [input.domain].flat();
  const domain = options.fromLogits && domains.includes("logits") ? "logits" : domains[0];
  const axes = axesOf(input);
  const at = axes.indexOf("classes");
  const axis = at < 0 ? undefined : axes.indexOf("...") > at ? at : at - axes.length;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input;
  switch (domain) {
    case "classIndex":
      return { kind: "index", low: Math.max(0, min), high: Math.min(classesOf(input, info, scale), max + 1) };
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
export function fill({ kind, shape, parameter, low, high, step = 1, value, axis, log }, draw) {
  const size = shape.reduce((a, b) => a * b, 1);
  const uniform = () => draw(shape, parameter, 0.5).map((u) => u + 0.5);
  switch (kind) {
    case "index":
      return Int32Array.from({ length: size }, (_, i) => low + ((i * step) % (high - low)));
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
