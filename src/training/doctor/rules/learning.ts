import { GradientError } from "../../../core/errors.ts";
import { isInput } from "../../../core/tensor.ts";
import { nodesOf } from "../../../rewrite/graph.ts";
import { figure, type Rule } from "../rule.ts";

const cutting = /^(stopGradient|round|floor|ceil|sign|argMax|argMin|greater|less|equal)/;

/** Rules about what gradients and losses do. */
export const learningRules: readonly Rule[] = [
  {
    id: "cut-gradient",
    severity: "error",
    summary: "An operation without a gradient lies between weights and the loss.",
    why: "What is below it is not trained, or not by this path.",
    fix: "use a smooth form, or move the operation to where nothing is trained",
    example:
      'sequential([dense(8, { activation: "relu" }), lambda((x) => stopGradient(x)), dense(1)], { inputShape: [4] })',
    refused: (error) => (error instanceof GradientError ? [{ where: error.where, seen: error.message }] : []),
    look: ({ plan: { network } }) => {
      const trained = new Set(network.variables.filter(({ trainable }) => trainable).map(({ tensor }) => tensor.name));
      const found = new Map<string, string>();
      for (const node of nodesOf(Object.values(network.sample.outputs))) {
        if (!cutting.test(node.op.name) || node.origin?.part !== "layer") continue;
        const below = nodesOf(node.inputs)
          .flatMap(({ outputs }) => outputs)
          .find((x) => isInput(x) && trained.has(x.name));
        if (below !== undefined && node.op.name === "stopGradient")
          found.set(node.origin.name, `${node.op.name} above "${below.name}"`);
      }
      return [...found].map(([name, seen]) => ({ where: `layer "${name}"`, seen }));
    },
  },
  {
    id: "no-gradient",
    severity: "error",
    summary: "Weights whose gradient is exactly 0.",
    why: "They stay as they are: a frozen layer that should train.",
    fix: "look for dead units, a cut path or a weight of 0 above the layer",
    example: 'dense(8, { activation: "relu", biasInitializer: () => new Array(8).fill(-100) })',
    unless: ["cut-gradient", "alike-weights", "dead-units"],
    probe: (_, { variables }) =>
      variables
        .filter(({ gradients, rank }) => rank > 1 && gradients.length > 0 && gradients.every((norm) => norm === 0))
        .map(({ name }) => ({ where: `weight "${name}"`, seen: "gradient 0 in every batch" })),
  },
  {
    id: "vanishing-gradient",
    severity: "warning",
    summary: "Gradients shrink on their way down to almost nothing.",
    why: "The first layers hardly change while the last ones learn on top of noise.",
    fix: "use relu or gelu with heNormal, normalisation layers or skip connections",
    example: '[...Array(12)].map(() => dense(8, { activation: "sigmoid" }))',
    unless: ["cut-gradient", "alike-weights", "dead-units", "no-gradient", "weight-scale", "saturated-units"],
    probe: (_, { variables }) => {
      const sizes = variables
        .filter(({ rank }) => rank > 1)
        .map((each) => ({ ...each, rms: Math.max(...each.gradients) / Math.sqrt(each.size) }));
      const [first, last] = [sizes[0], sizes.at(-1)];
      return first !== undefined && last !== undefined && first !== last && first.rms > 0 && first.rms < 3e-4 * last.rms
        ? [
            {
              where: `weight "${first.name}"`,
              seen: `gradient ${figure(first.rms)} beside ${figure(last.rms)} in "${last.name}"`,
            },
          ]
        : [];
    },
  },
  {
    id: "exploding-gradient",
    severity: "warning",
    summary: "Gradients are far larger than the weights.",
    why: "A step of plain descent throws weights far away; an adaptive one forgets all smaller gradients.",
    fix: "scale inputs and targets, start from smaller weights, or clip gradients (globalClipNorm: 1)",
    example:
      '[...Array(8)].map(() => dense(32, { activation: "relu", kernelInitializer: normal({ standardDeviation: 2 }) }))',
    unless: ["weight-scale", "unnormalised"],
    probe: (_, { variables }) =>
      variables
        .filter(({ gradients, weight, rank }) => rank > 1 && Math.min(...gradients) > 1e3 * Math.max(weight, 1e-3))
        .slice(0, 1)
        .map(({ name, gradients, weight }) => ({
          where: `weight "${name}"`,
          seen: `gradient of norm ${figure(Math.min(...gradients))}, weights of norm ${figure(weight)}`,
        })),
  },
  {
    id: "update-too-large",
    severity: "warning",
    summary: "A step changes weights by more than half of their size.",
    why: "What was learned is thrown away in each step; about a thousandth is usual.",
    fix: "lower the learning rate",
    example: "adam({ learningRate: 3 })",
    unless: ["learning-rate-too-high", "alike-weights"],
    probe: (_, { variables }) =>
      variables
        .filter(({ update, rank, size }) => rank > 1 && size > 8 && (update ?? 0) > 0.6)
        .slice(0, 1)
        .map(({ name, update }) => ({
          where: `weight "${name}"`,
          seen: `a step changes it by ${figure(update as number)} of its norm`,
        })),
  },
  {
    id: "update-too-small",
    severity: "warning",
    summary: "Steps are lost in the rounding of weights.",
    why: "Below 1e-7 of a weight a change is rounded away in float32.",
    fix: "raise the learning rate",
    example: "adam({ learningRate: 1e-10 })",
    unless: [
      "learning-rate-too-low",
      "schedule-starts-at-zero",
      "no-gradient",
      "cut-gradient",
      "alike-weights",
      "dead-units",
      "no-learning",
      "vanishing-gradient",
      "weight-scale",
    ],
    probe: (_, { variables, isTrained }) => {
      const kernels = variables.filter(({ rank, update }) => rank > 1 && update !== undefined);
      return !isTrained && kernels.length > 0 && kernels.every(({ update }) => (update as number) < 1e-6)
        ? [
            {
              where: "optimizer",
              seen: `no weight changes by more than ${figure(Math.max(...kernels.map(({ update }) => update as number)))} of its norm in a step`,
            },
          ]
        : [];
    },
  },
  {
    id: "no-learning",
    severity: "error",
    summary: "The loss does not fall at any learning rate.",
    why: "Something is wrong before the optimizer: gradients that do not arrive, targets the output cannot reach, a loss that is flat.",
    fix: "look at the other findings; try a smaller network on ten examples",
    example: 'dense(1, { activation: "relu", biasInitializer: () => [-100] })',
    unless: [
      "cut-gradient",
      "no-gradient",
      "alike-weights",
      "dead-units",
      "targets-out-of-reach",
      "dropout-at-the-end",
      "batch-norm-of-one",
      "targets-unrelated",
      "constant",
      "single-class",
    ],
    probe: (_, { start, best, isTrained, fit }) =>
      !isTrained && start - best.end < 0.01 * Math.abs(start) && fit.start - fit.end < 0.05 * Math.abs(fit.start)
        ? [
            {
              where: "loss",
              seen: `${figure(start)} before, ${figure(best.end)} after 20 steps at the best of many learning rates`,
            },
          ]
        : [],
  },
  {
    id: "cannot-fit-one-batch",
    severity: "warning",
    summary: "The network cannot learn a single batch by heart.",
    why: "What cannot fit a few examples cannot fit many: it is too small, too noisy or cut off from its inputs.",
    fix: "more units, less dropout and fewer penalties; look at the last layer",
    example: "sequential([dropout(0.9), dense(1)], { inputShape: [4] })",
    unless: [
      "learning-rate-too-low",
      "update-too-small",
      "no-learning",
      "cut-gradient",
      "no-gradient",
      "alike-weights",
      "dead-units",
      "targets-out-of-reach",
      "dropout-at-the-end",
      "dropout-too-high",
      "penalty-dominates",
      "targets-unrelated",
      "unnormalised",
      "missing-output-bias",
      "saturated-units",
      "vanishing-gradient",
      "weight-decay-too-strong",
    ],
    probe: ({ plan }, { fit, isTrained }) => {
      const floors = plan.outputs.map(({ loss }) => loss?.info?.minimum);
      const isKnown =
        floors.every((floor) => floor === 0) &&
        plan.outputs.every(
          ({ loss }) => loss?.info?.family === "regression" || loss?.info?.family === "classification",
        );
      return isKnown && !isTrained && fit.end > 0.9 * fit.start
        ? [
            {
              where: "loss",
              seen: `${figure(fit.start)} before and ${figure(fit.end)} at best in ${fit.steps} steps on one batch of ${fit.examples}`,
            },
          ]
        : [];
    },
  },
  {
    id: "targets-unrelated",
    severity: "warning",
    summary: "Targets are predicted no better than other examples' targets.",
    why: "Inputs that say nothing about their targets are most often paired wrongly: one of the two was shuffled or sorted alone.",
    fix: "check that example i of the inputs belongs to example i of the targets",
    example: "arrays({ x, y: shuffled(y) })",
    unless: [
      "unnormalised",
      "learning-rate-too-low",
      "update-too-small",
      "always-clipped",
      "no-learning",
      "cut-gradient",
      "no-gradient",
      "alike-weights",
      "dead-units",
      "constant",
      "single-class",
      "targets-out-of-reach",
      "cannot-fit-one-batch",
      "weight-decay-too-strong",
      "penalty-dominates",
      "dropout-at-the-end",
      "dropout-too-high",
      "batch-norm-of-one",
    ],
    probe: (_, { relation }) =>
      relation !== undefined && (relation.t < 3 || relation.other - relation.own < 0.02 * Math.abs(relation.other))
        ? [
            {
              where: "data",
              seen: `after ${relation.steps} steps the loss is ${figure(relation.own)} with its own targets and ${figure(relation.other)} with those of other examples`,
            },
          ]
        : [],
  },
  {
    id: "constant-predictions",
    severity: "error",
    summary: "The network predicts the same for every input.",
    why: "Nothing of the input arrives at the output.",
    fix: "look for dead units, zero weights, and inputs that never change",
    example: 'dense(8, { activation: "relu", kernelInitializer: "zeros" })',
    unless: [
      "no-gradient",
      "cut-gradient",
      "alike-weights",
      "dead-units",
      "no-learning",
      "constant",
      "single-class",
      "weight-scale",
      "learning-rate-too-low",
      "learning-rate-too-high",
      "schedule-starts-at-zero",
      "update-too-small",
      "vanishing-gradient",
      "weight-decay-too-strong",
    ],
    probe: (_, { after }) =>
      after.predictions
        .filter(({ deviation, size }) => deviation < 1e-5 * Math.max(size, 1e-6))
        .map(({ output, deviation }) => ({
          where: `output "${output}"`,
          seen: `differs by ${figure(deviation)} from example to example after 20 steps`,
        })),
  },
  {
    id: "posterior-collapse",
    severity: "warning",
    summary: "The divergence of a latent posterior goes to 0.",
    why: "The code then says nothing about the example, and the decoder learns an average.",
    fix: "raise beta in a ramp from 0, use freeBits, or lower the term's weight",
    example: 'model.compile({ loss: { name: "elbo", beta: 100 } })',
    probe: ({ plan }, { learned }) => {
      const latent = plan.outputs.find(({ loss }) => loss?.name === "elbo" || loss?.name === "betaTcVae");
      const beta = latent?.loss?.options["beta"] ?? latent?.loss?.options["totalCorrelationWeight"];
      const kl = Object.entries(learned?.outputs ?? {}).find(([name]) =>
        /^total\/.*(gaussianKl|divergence|\bkl\b)/i.test(name),
      );
      const divisor = kl === undefined ? 1 : (learned?.outputs[kl[0].replace("total/", "divisor/")] ?? 1);
      if (kl !== undefined && Math.abs(kl[1] / divisor) < 0.01)
        return [{ where: "loss", seen: `${kl[0].slice(6)} is ${figure(kl[1] / divisor)} after training` }];
      return typeof beta === "number" && beta > 20
        ? [{ where: `loss "${latent?.loss?.name}"`, seen: `the divergence counts ${beta} times` }]
        : [];
    },
  },
];
