import type { Shape } from "../core/shape.ts";
import { conv2d, dense, dropout, flatten, type Layer, maxPool2d } from "../layers/index.ts";
import { type Model, sequential } from "./model.ts";

/** What a network for classification has to fit. */
export interface NetworkTask {
  /** Shape of one example: [channels, height, width] for images. */
  readonly inputShape: Shape;
  readonly classes: number;
  /** Activation of the last layer: what the loss takes. */
  readonly head: "softmax" | "logSoftmax" | "sigmoid" | "softplus" | "linear";
  readonly seed: number;
}

/** Two convolutions (3x3, 32 and 64 filters), each with max pooling, then one dense layer: the usual small network for digits. */
export function convnet({ inputShape, classes, head, seed }: NetworkTask): Model {
  const layers: Layer[] = [
    conv2d(32, 3, { activation: "relu" }),
    maxPool2d(2),
    conv2d(64, 3, { activation: "relu" }),
    maxPool2d(2),
    flatten(),
    dense(classes, { activation: head }),
  ];
  return sequential(layers, { inputShape, name: "convnet", seed });
}

/** Two hidden layers of 512 units. */
export function mlp({ inputShape, classes, head, seed }: NetworkTask): Model {
  const layers: Layer[] = [
    flatten(),
    dense(512, { activation: "relu" }),
    dropout(0.2),
    dense(512, { activation: "relu" }),
    dropout(0.2),
    dense(classes, { activation: head }),
  ];
  return sequential(layers, { inputShape, name: "mlp", seed });
}
