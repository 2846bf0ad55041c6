/** Operations as work that is the same in every language: shapes as networks have them, numbers from the formula. */

const range = (name, shape, { grad = false, limit = 1 } = {}) => ({
  name,
  shape,
  kind: "range",
  low: -limit,
  high: limit,
  grad,
});

/** The gradient that comes from above, for the operations that are differentiated. */
const above = (shape) => range("above", shape);

/** 3x3 convolutions with padding 1: [batch, channels, height, width] x filters. */
function convolutions(shapes) {
  return shapes.flatMap(([batch, channels, side, filters]) => {
    const [x, weights] = [
      range("x", [batch, channels, side, side], { grad: true }),
      range("weights", [filters, channels, 3, 3], { grad: true, limit: 0.1 }),
    ];
    const text = `[${x.shape.join(", ")}] x ${filters} filters 3x3`;
    return [
      { name: `convolution ${text}`, operation: "conv", mode: "value", inputs: [x, weights] },
      {
        name: `convolution, both gradients ${text}`,
        operation: "conv",
        mode: "gradient",
        inputs: [x, weights, above([batch, filters, side, side])],
      },
    ];
  });
}

/** Value and gradients of an operation that keeps the shape of its first input. */
function both(name, operation, inputs, options = {}) {
  const { shape } = inputs[0];
  return { name, operation, mode: "both", inputs: [...inputs, above(options.aboveShape ?? shape)], ...options };
}

const value = (name, operation, inputs, options = {}) => ({ name, operation, mode: "value", inputs, ...options });

/** With the first shape in its name, and a number for each input that the formula draws from. */
function completed(work) {
  const inputs = work.inputs.map((input, parameter) => ({ ...input, parameter }));
  const name = work.name.includes("[") ? work.name : `${work.name} [${inputs[0].shape.join(", ")}]`;
  return { ...work, name, inputs };
}

/**
 * Every operation that is timed.
 * `mode`: value; gradient (all inputs with `grad`, given the gradient above; the value is not asked for); both.
 * `read`: what of the value leaves the runtime. sum: the sum of all (default); whole: all, of small values; rows: sums of
 * rows after a reshape, so that no optimiser can leave out a transposition.
 * @param tiny sizes for a quick check of the harness
 */
export function opWorks(tiny = false) {
  const s = (usual, small) => (tiny ? small : usual);
  const n = s(1024, 12);
  const square = [s(2048, 24), s(2048, 24)];
  const classes = [s(4096, 6), s(1000, 5)];
  const channels = s(64, 3);
  const image = [s(128, 2), channels, s(28, 6), s(28, 6)];
  const [words, width, positions] = [s(10_000, 7), s(256, 4), s(8192, 10)];
  const features = [s(4096, 6), s(768, 8)];
  const pooled = [s(128, 2), s(32, 3), s(26, 6), s(26, 6)];
  const grad = { grad: true };
  const long = [s(1024, 6), s(4096, 16)];
  return [
    value(`matrix product [${n}, ${n}] x [${n}, ${n}]`, "matMul", [range("a", [n, n]), range("b", [n, n])]),
    ...convolutions(
      tiny
        ? [[2, 3, 5, 4]]
        : [
            [32, 64, 32, 64],
            [32, 256, 8, 256],
            [128, 32, 13, 64],
          ],
    ),
    both("2x2 max pooling and gradient", "maxPool", [range("x", pooled, grad)], {
      aboveShape: [pooled[0], pooled[1], pooled[2] / 2, pooled[3] / 2],
    }),
    both("softmax and gradient", "softmax", [range("x", classes, { ...grad, limit: 3 })]),
    both("log-softmax and gradient", "logSoftmax", [range("x", classes, { ...grad, limit: 3 })]),
    both("layer normalisation and gradients", "layerNorm", [
      range("x", features, grad),
      range("scale", [features[1]], grad),
      range("offset", [features[1]], grad),
    ]),
    both("batch normalisation (training) and gradients", "batchNorm", [
      range("x", image, grad),
      range("scale", [channels], grad),
      range("offset", [channels], grad),
    ]),
    both("gelu (exact) and gradient", "gelu", [range("x", square, { ...grad, limit: 3 })]),
    value("exp", "exp", [range("x", square)]),
    value("sum over all", "sumAll", [range("x", square, { limit: 1 })], { read: "whole" }),
    value("sum over rows", "sumRows", [range("x", square)], { read: "whole" }),
    value("sum over columns", "sumColumns", [range("x", square)], { read: "whole" }),
    value("transposition", "transpose", [range("x", square)], { read: "rows", rows: s(512, 8) }),
    both(
      `embedding of ${positions} and gradient [${words}, ${width}]`,
      "embedding",
      [
        range("table", [words, width], grad),
        { name: "indices", shape: [positions], kind: "index", low: 0, high: words, step: s(7919, 3) },
      ],
      { aboveShape: [positions, width] },
    ),
    value("sort of rows", "sort", [range("x", long)]),
    value("10 largest of rows", "topK", [range("x", long)], { read: "whole", k: s(10, 3) }),
    value("cumulative sum of rows", "cumSum", [range("x", long)]),
  ].map(completed);
}

/** A few of a result's numbers, spread over it, and the mean of its absolute values: what the sides are compared by. */
export function digest(numbers) {
  const count = Math.min(61, numbers.length);
  const picked = Array.from({ length: count }, (_, k) => Number(numbers[Math.floor((k * numbers.length) / count)]));
  let total = 0;
  for (const number of numbers) total += Math.abs(Number(number));
  return { size: numbers.length, scale: total / numbers.length, picked };
}
