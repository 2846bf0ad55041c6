import { figure, percent, type Rule } from "../rule.ts";
import type { TargetFacts } from "../subject.ts";

const isRegression = ({ output: { loss } }: TargetFacts): boolean => loss?.info?.family === "regression";

/** Rules about what targets are beside what the loss and the last layer take. */
export const targetRules: readonly Rule[] = [
  {
    id: "distance-between-classes",
    severity: "warning",
    summary: "A loss of distances on class numbers.",
    why: "Class 2 is not between 1 and 3: a squared error puts classes on a line and stops learning where a sigmoid is sure and wrong.",
    fix: 'use "sparseCategoricalCrossentropy" with a softmax, or "binaryCrossentropy" with a sigmoid for two classes',
    example: 'model.compile({ loss: "meanSquaredError" }) // y: [0, 2, 1, 2, 0]',
    look: ({ targets }) =>
      targets
        .filter(
          (facts) =>
            isRegression(facts) &&
            facts.columns === 1 &&
            facts.isWhole &&
            facts.min === 0 &&
            facts.counts !== undefined &&
            facts.rows >= 16 &&
            facts.counts.size >= 2 &&
            facts.counts.size <= 12 &&
            facts.max === facts.counts.size - 1,
        )
        .map(({ field, counts }) => ({
          where: `field "${field}"`,
          seen: `only the whole numbers 0 to ${(counts?.size ?? 1) - 1}`,
        })),
  },
  {
    id: "crossentropy-on-numbers",
    severity: "warning",
    summary: "A cross-entropy on continuous targets.",
    why: "It takes targets for probabilities: its lowest value is not 0 and its gradient is that of a likelihood nobody meant.",
    fix: 'use "meanSquaredError" or "huber" for numbers to fit',
    example: 'model.compile({ loss: "binaryCrossentropy" }) // y: [0.31, 0.58, 0.44]',
    look: ({ targets }) =>
      targets
        .filter(
          ({ output: { loss }, between, columns }) =>
            loss?.name === "binaryCrossentropy" && between > 0.6 && columns === 1,
        )
        .map(({ field, between }) => ({
          where: `field "${field}"`,
          seen: `${percent(between)} of the targets are neither 0 nor 1`,
        })),
  },
  {
    id: "labels-off-by-one",
    severity: "warning",
    summary: "Labels count from 1.",
    why: "Class 0 never occurs, so the network has a class too many, or one label too few.",
    fix: "subtract 1 from the labels",
    example: "arrays({ x, y: [1, 2, 3, 1] }, { classes: 4 })",
    refused: (error) => {
      const match = /whole numbers from 0 to (\d+), got (\d+)/.exec(error.message);
      return match !== null && Number(match[2]) === Number(match[1]) + 1
        ? [{ where: error.where, seen: `label ${match[2]} beside classes 0 to ${match[1]}` }]
        : [];
    },
    look: ({ targets }) =>
      targets
        .filter(
          ({ classes, counts, rows }) =>
            classes !== undefined &&
            classes > 2 &&
            rows >= 5 * classes &&
            counts !== undefined &&
            !counts.has(0) &&
            Array.from({ length: classes - 1 }, (_, i) => i + 1).every((label) => counts.has(label)),
        )
        .map(({ field, classes }) => ({
          where: `field "${field}"`,
          seen: `every class from 1 to ${(classes ?? 0) - 1} occurs, class 0 never`,
        })),
  },
  {
    id: "single-class",
    severity: "error",
    summary: "All labels are the same.",
    why: "There is nothing to tell apart: the loss goes to 0 and the accuracy to 1 for nothing.",
    fix: "check how labels were read",
    example: "arrays({ x, y: [1, 1, 1, 1] }, { classes: 2 })",
    look: ({ targets }) =>
      targets
        .filter(
          (facts) =>
            !isRegression(facts) &&
            facts.columns === 1 &&
            facts.counts?.size === 1 &&
            facts.rows > 1 &&
            facts.output.loss?.info?.family === "classification",
        )
        .map(({ field, min }) => ({ where: `field "${field}"`, seen: `${min} in every example` })),
  },
  {
    id: "targets-out-of-reach",
    severity: "error",
    summary: "The last layer cannot give what the targets are.",
    why: "A sigmoid stays within 0 and 1, a tanh within -1 and 1, a relu above 0: the loss cannot fall below what is out of reach.",
    fix: "end in no activation, or scale the targets",
    example:
      'sequential([dense(1, { activation: "sigmoid" })], { inputShape: [4] }).compile({ loss: "meanSquaredError" }) // y from -3 to 5',
    look: ({ targets }) =>
      targets.flatMap((facts) => {
        const bounds = { sigmoid: [0, 1], tanh: [-1, 1], relu: [0, Infinity], softmax: [0, 1] }[
          facts.head.kind as string
        ];
        if (bounds === undefined || !isRegression(facts)) return [];
        const [low, high] = bounds as [number, number];
        return facts.min < low - 0.01 || facts.max > high + 0.01
          ? [
              {
                where: `output "${facts.output.output}"`,
                seen: `a ${facts.head.kind} beside targets from ${figure(facts.min)} to ${figure(facts.max)}`,
              },
            ]
          : [];
      }),
  },
  {
    id: "missing-output-bias",
    severity: "warning",
    summary: "A last layer without bias beside targets far from 0.",
    why: "What all targets have in common has to be made of the inputs, and cannot be where inputs are 0.",
    fix: "drop useBias: false, or subtract the targets' mean",
    example: "dense(1, { useBias: false }) // y from 9 to 11",
    look: ({ targets }) =>
      targets
        .filter(
          (facts) =>
            isRegression(facts) &&
            facts.head.layer?.layer.options["useBias"] === false &&
            Math.abs(facts.mean) > 2 * facts.deviation &&
            Math.abs(facts.mean) > 0.1,
        )
        .map(({ head, mean, deviation }) => ({
          where: `layer "${head.layer?.name}"`,
          seen: `targets of mean ${figure(mean)} and deviation ${figure(deviation)}`,
        })),
  },
  {
    id: "imbalanced-accuracy",
    severity: "warning",
    summary: "Plain accuracy where one class is nearly everything.",
    why: "Always answering the largest class gives that share: the figure looks good and says nothing.",
    fix: 'look at "f1", "auc" or "recall" beside it, or weigh classes (classWeights: "balanced")',
    example: 'model.compile({ loss: "binaryCrossentropy", metrics: ["accuracy"] }) // 95 % of y are 0',
    look: ({ targets }) =>
      targets.flatMap(({ output, counts, columns, rows, field }) => {
        const most = Math.max(...(counts?.values() ?? []));
        const isPlain =
          output.metrics.length > 0 &&
          output.metrics.every(({ name }) => /accuracy/i.test(name) && !/balanced/i.test(name));
        return columns === 1 &&
          counts !== undefined &&
          counts.size > 1 &&
          isPlain &&
          most > 0.85 * rows &&
          output.loss?.info?.family === "classification" &&
          output.classWeights === undefined
          ? [{ where: `field "${field}"`, seen: `one class is ${percent(most / rows)} of the examples` }]
          : [];
      }),
  },
];
