/** Features of small images, by which generated ones are judged: what a classifier makes of them before its last layer. */
import { conv2d, dense, flatten, functional, maxPool2d, networkInput } from "lossmith";

/**
 * Trains a classifier of 10 classes.
 * @returns `of(data)`: features [images, 64]; `classes(data)`: the class it sees in each image; its accuracy on `test`
 */
export async function classifierFeatures(train, test, { epochs, seed }) {
  const x = networkInput([1, 28, 28]);
  const layers = [
    conv2d(24, 3, { activation: "relu" }),
    maxPool2d(2),
    conv2d(48, 3, { activation: "relu" }),
    maxPool2d(2),
    flatten(),
    dense(64, { activation: "relu" }),
  ];
  const features = layers.reduce((below, layer) => layer(below), x);
  const classifier = functional({ inputs: { x }, outputs: { y: dense(10)(features) } }, { seed });
  classifier.compile({
    loss: { name: "sparseCategoricalCrossentropy", fromLogits: true },
    optimizer: { name: "adam", learningRate: 0.002 },
    metrics: ["accuracy"],
  });
  await classifier.fit(train, { epochs, batchSize: 128 });
  const { metrics } = await classifier.evaluate(test);
  const network = await functional({ inputs: { x }, outputs: { features } }).takeWeights(classifier);
  async function classes(data) {
    const { data: scores } = await classifier.predict(data);
    return Array.from({ length: scores.length / 10 }, (_, i) => {
      const row = scores.subarray(10 * i, 10 * i + 10);
      return row.indexOf(Math.max(...row));
    });
  }
  return { of: (data) => network.predict(data), classes, accuracy: metrics.accuracy };
}
