import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { notEqual } from "../../ops/compare.ts";
import { reshape } from "../../ops/structure.ts";
import { type BlockOptions, blockSizeParam, inRowBlocks } from "../blocks.ts";
import { type ClassesOptions, classesParam, linearInputs } from "../labelled.ts";
import { dots } from "../pairwise.ts";
import { asIndex, bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { sparseCategoricalCrossentropy } from "./sparseCategoricalCrossentropy.ts";

export interface LinearCrossentropyOptions extends BlockOptions, ClassesOptions {
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Softmax cross-entropy of a linear layer's logits, for vocabularies of tens of thousands: the layer is part of the loss, and
 * the logits of a block of rows are gone before those of the next. The same as `dense(classes)` and
 * sparseCategoricalCrossentropy from logits, in a fraction of the memory; its gradient computes the logits once more.
 * @param yTrue class indices from 0, [batch, ...], int32 or int64
 * @param yPred what the logits are made of, [batch, ..., dim]
 * @param weights a row for each class, [classes, dim]: trained
 * @param bias [classes]: trained
 * @returns [batch, ...], in nats
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function linearCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  weights: Tensor,
  bias: Tensor,
  { ignoreClass, labelSmoothing = 0, blockSize }: LinearCrossentropyOptions = {},
): Tensor {
  const given = { yPred: [yPred, "[batch, ..., dim]"], yTrue: [yTrue, "[batch, ...]"] } as const;
  const layer = { weights: [weights, "[classes, dim]"], bias: [bias, "[classes]"] } as const;
  const { dim = 0, classes = 0 } = bindFloats("linearCrossentropy", { ...given, ...layer }, "yTrue");
  const rows = {
    label: reshape(asIndex("linearCrossentropy", yTrue), [yTrue.size]),
    x: reshape(yPred, [yTrue.size, dim]),
  };
  const options = { fromLogits: true, labelSmoothing, ...(ignoreClass === undefined ? {} : { ignoreClass }) };
  const values = inRowBlocks(rows, classes, blockSize === undefined ? {} : { blockSize }, ({ label, x }) =>
    sparseCategoricalCrossentropy(label, add(dots(x, weights), bias), options),
  );
  return reshape(values, yTrue.shape);
}

const spec: LossSpec<LinearCrossentropyOptions, [yTrue: Tensor, yPred: Tensor, weights: Tensor, bias: Tensor]> = {
  fn: linearCrossentropy,
  mask: (yTrue, _yPred, _weights, _bias, { ignoreClass } = {}) =>
    ignoreClass === undefined ? undefined : notEqual(yTrue, ignoreClass),
  aliases: ["LinearCrossEntropyLoss", "linear_cross_entropy", "FusedLinearCrossEntropy"],
  family: "classification",
  tasks: ["multiclass", "recommendation"],
  summary: "Softmax cross-entropy over very many classes, without all logits in memory.",
  formula: "\\log \\sum_c e^{w_c \\cdot \\hat{y} + b_c} - w_y \\cdot \\hat{y} - b_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "weights" },
    { name: "yPred", domain: "embedding", shape: "[batch, ..., dim]", grad: true },
    ...linearInputs,
  ],
  params: {
    classes: classesParam,
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards uniform." },
    blockSize: blockSizeParam,
  },
  minimum: 0,
  kinks: [],
  cite: ["Wijmans et al. 2024, arXiv:2411.09009"],
  reference: {},
};
export default spec;
