/** Small tasks and networks the doctor is measured on. */

/** Tasks: seeded data and what a healthy training on it is. */
export function makeTasks(lossmith) {
  const { Random, arrays } = lossmith;
  const inputs = (random, count, size) =>
    Array.from({ length: count }, () => Array.from({ length: size }, () => random.normal()));
  const regression = (seed, noise = 0.1) => {
    const random = new Random(seed).fork("regression");
    const x = inputs(random, 240, 4);
    const y = x.map(([a, b, c, d]) => [Math.sin(a) + 0.5 * b * c - d + noise * random.normal()]);
    return { x, y };
  };
  const binary = (seed) => {
    const random = new Random(seed).fork("binary");
    const x = inputs(random, 240, 4);
    const y = x.map(([a, b, c]) => [a + b * b - c > 0.8 ? 1 : 0]);
    return { x, y };
  };
  const classes = (seed, count = 3) => {
    const random = new Random(seed).fork("classes");
    const centres = inputs(random, count, 4).map((row) => row.map((value) => 2 * value));
    const y = Array.from({ length: 240 }, () => random.integer(count));
    const x = y.map((label) => centres[label].map((value) => value / 2 + 0.5 * random.normal()));
    return { x, y, classes: count };
  };
  const images = (seed) => {
    const random = new Random(seed).fork("images");
    const y = Array.from({ length: 200 }, () => random.integer(2));
    const x = y.map((label) => [
      Array.from({ length: 6 }, (_, row) =>
        Array.from({ length: 6 }, (_, column) => ((label === 0 ? row : column) % 2) + 0.3 * random.normal()),
      ),
    ]);
    return { x, y, classes: 2 };
  };
  const dataOf = ({ classes: count, ...fields }) => arrays(fields, count === undefined ? {} : { classes: count });
  return { regression, binary, classes, images, dataOf };
}

/** A healthy training of each task, which injectors change. */
export function healthy(lossmith, tasks, task, seed, change = {}) {
  const { activation = "relu", units = 16, optimizer = { name: "adam", learningRate: 0.01 } } = change;
  const { dense } = lossmith;
  const [head, loss] = {
    regression: [() => dense(1), "meanSquaredError"],
    binary: [() => dense(1, { activation: "sigmoid" }), "binaryCrossentropy"],
    classes: [() => dense(3, { activation: "softmax" }), "sparseCategoricalCrossentropy"],
  }[task];
  return {
    inputShape: [4],
    layers: () => [dense(units, { activation }), dense(units, { activation }), head()],
    head,
    compile: { loss, optimizer },
    fields: tasks[task](seed),
    options: { batchSize: 16, epochs: 20 },
    seed,
  };
}
