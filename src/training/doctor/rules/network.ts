import { belowOf, endsIn, readersOf } from "../places.ts";
import { figure, percent, type Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

const weighted: ReadonlySet<string> = new Set(["dense", "conv1d", "conv2d", "conv3d"]);

/** Kernels by layer, with their first values. */
function kernels({ plan, weights }: Subject) {
  return plan.network.layers.flatMap(({ name, layer, variables }) => {
    const { kernel } = variables;
    const values = kernel && weights.get(kernel.tensor.name);
    return kernel === undefined || values === undefined ? [] : [{ name, layer, shape: kernel.tensor.shape, values }];
  });
}

export const networkRules: readonly Rule[] = [
  {
    id: "linear-stack",
    severity: "warning",
    summary: "Layers with weights follow each other with no activation between them.",
    why: "Two linear layers in a row compute what one could: the second adds weights but nothing that can be learned.",
    fix: 'give the first an activation, such as "relu"',
    example: "sequential([dense(32), dense(1)], { inputShape: [4] })",
    look: ({ places }) =>
      places
        .filter(({ kind, options }) => weighted.has(kind) && options["activation"] === "linear")
        .flatMap((place) => {
          const next = readersOf(place).find(({ kind }) => kind === place.kind);
          return next === undefined
            ? []
            : [
                {
                  where: `layer "${place.name}"`,
                  seen: `${place.kind} without activation is read by "${next.name}", another ${next.kind}`,
                },
              ];
        }),
  },
  {
    id: "softmax-inside",
    severity: "warning",
    summary: "A softmax between layers.",
    why: "It makes hidden units share a sum of 1: most of them are nearly 0 and pass hardly any gradient.",
    fix: 'use "relu" or "gelu" inside the network, and softmax at its end alone',
    example: 'sequential([dense(32, { activation: "softmax" }), dense(1)], { inputShape: [4] })',
    look: ({ places }) =>
      places
        .filter(
          (place) =>
            place.options["activation"] === "softmax" &&
            !endsIn(place) &&
            readersOf(place).some(({ kind }) => weighted.has(kind)),
        )
        .map(({ name }) => ({ where: `layer "${name}"`, seen: "softmax on a hidden layer" })),
  },
  {
    id: "dropout-too-high",
    severity: "warning",
    summary: "Dropout takes most of what a layer gives.",
    why: "With a rate above 0.6 few units are left in a step, and the noise drowns what the gradient says.",
    fix: "use a rate of 0.1 to 0.5",
    example: "dropout(0.9)",
    look: ({ places }) =>
      places
        .filter(({ kind, options }) => /dropout/i.test(kind) && (options["rate"] as number) > 0.6)
        .map(({ name, options }) => ({ where: `layer "${name}"`, seen: `rate ${options["rate"]}` })),
  },
  {
    id: "dropout-before-batch-norm",
    severity: "warning",
    summary: "Dropout feeds a batch normalisation.",
    why: "Dropout changes the variance in training but not in evaluation, so the running statistics fit neither (Li et al. 2019, arXiv:1801.05134).",
    fix: "put the dropout after the last batch normalisation",
    example: "sequential([dense(32), dropout(0.3), batchNorm(), dense(1)], { inputShape: [4] })",
    look: ({ places }) =>
      places
        .filter(
          ({ kind, options, readers }) =>
            /dropout/i.test(kind) &&
            (options["rate"] as number) > 0 &&
            readers.some((reader) => reader.kind === "batchNorm"),
        )
        .map(({ name, options }) => ({
          where: `layer "${name}"`,
          seen: `dropout(${options["rate"]}) right before a batchNorm`,
        })),
  },
  {
    id: "dropout-at-the-end",
    severity: "error",
    summary: "Dropout on the output.",
    why: "Predictions themselves are set to 0 at random, and the loss asks for what is gone.",
    fix: "move the dropout before the last layer",
    example: "sequential([dense(1), dropout(0.3)], { inputShape: [4] })",
    look: ({ places }) =>
      places
        .filter((place) => /dropout/i.test(place.kind) && (place.options["rate"] as number) > 0 && endsIn(place))
        .map(({ name }) => ({ where: `layer "${name}"`, seen: "dropout after the last layer" })),
  },
  {
    id: "batch-norm-of-one",
    severity: "error",
    summary: "Batch normalisation over batches of one example.",
    why: "The variance of one example is 0: every number becomes the layer's offset, whatever the input.",
    fix: "use larger batches, or layerNorm or groupNorm",
    example: "model.fit(data, { batchSize: 1 }) // with a batchNorm over a dense layer",
    look: ({ places, batchSize, train }) =>
      places
        .filter(({ kind }) => kind === "batchNorm" && (batchSize === 1 || train.size % batchSize === 1))
        .map(({ name }) => ({
          where: `layer "${name}"`,
          seen: batchSize === 1 ? "batchSize: 1" : `the last batch of an epoch has 1 of ${train.size} examples`,
        })),
  },
  {
    id: "layer-used-twice",
    severity: "warning",
    summary: "A layer is applied to its own output.",
    why: "Both uses share their weights. In a stack that is most often one object put into a list twice.",
    fix: "make a layer for each place",
    example:
      'const hidden = dense(8, { activation: "relu" });\nsequential([dense(8), hidden, hidden, dense(1)], { inputShape: [4] })',
    look: ({ places, plan }) =>
      plan.network.layers.flatMap(({ layer, name, variables }) => {
        const uses = places.filter((place) => place.layer === layer);
        const isChained = uses.some((place) => [...belowOf(place)].some((below) => below.layer === layer));
        return isChained && Object.keys(variables).length > 0
          ? [{ where: `layer "${name}"`, seen: `${uses.length} uses one after another share their weights` }]
          : [];
      }),
  },
  {
    id: "alike-weights",
    severity: "error",
    summary: "A hidden layer starts with equal weights.",
    why: "Units with the same weights get the same gradient and stay the same for ever: the layer is worth one unit.",
    fix: 'use a random initializer ("glorotUniform", "heNormal")',
    example: 'dense(32, { activation: "relu", kernelInitializer: "zeros" }) // before another layer',
    look: (subject) =>
      kernels(subject)
        .filter(({ values, layer, shape }) => {
          const place = subject.places.find((each) => each.layer === layer);
          return (
            (shape.at(-1) ?? 1) > 1 &&
            values.length > 2 &&
            place !== undefined &&
            !endsIn(place) &&
            !onlyActivationAfter(place) &&
            Array.from(values).every((value) => value === values[0])
          );
        })
        .map(({ name, values }) => ({
          where: `layer "${name}"`,
          seen: `every weight is ${figure(values[0] as number)}`,
        })),
  },
  {
    id: "weight-scale",
    severity: "warning",
    summary: "First weights are far too large or too small.",
    why: "Numbers grow or shrink by that factor in every layer, forward and backward, until nothing is left or activations saturate.",
    fix: 'use "heNormal" before a relu and "glorotUniform" elsewhere',
    example: "dense(32, { kernelInitializer: normal({ standardDeviation: 5 }) })",
    unless: ["alike-weights"],
    look: (subject) =>
      kernels(subject).flatMap(({ name, values, shape, layer }) => {
        const place = subject.places.find((each) => each.layer === layer);
        if (place === undefined || endsIn(place) || onlyActivationAfter(place)) return [];
        const fanIn = layer.kind === "dense" ? (shape[0] as number) : values.length / (shape[0] as number);
        const rms = Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);
        const gain = rms * Math.sqrt(fanIn);
        return gain > 8 || gain < 0.03
          ? [
              {
                where: `layer "${name}"`,
                seen: `weights of size ${figure(rms)} over ${fanIn} inputs: what goes in comes out about ${figure(gain)} times as large`,
              },
            ]
          : [];
      }),
  },
  {
    id: "dead-units",
    severity: "warning",
    summary: "Units of a relu that are 0 for every example.",
    why: "Where a relu gives 0 its gradient is 0 too: such a unit never changes again.",
    fix: 'lower the learning rate, start biases at 0, scale the inputs, or use "leakyRelu"',
    example: 'dense(32, { activation: "relu", biasInitializer: () => new Array(32).fill(-10) })',
    probe: (_, { before, after }) =>
      after.activations.flatMap(({ layer, op, units, dead }, i) => {
        const worst = Math.max(dead, before.activations[i]?.dead ?? 0);
        return op === "relu" && worst >= 0.6 * units && units > 1
          ? [
              {
                where: `layer "${layer}"`,
                seen: `${worst} of ${units} units never fire (${before.activations[i]?.dead} at the start)`,
              },
            ]
          : [];
      }),
  },
  {
    id: "saturated-units",
    severity: "warning",
    summary: "A sigmoid or tanh inside the network is at its bounds.",
    why: "There its slope is nearly 0, and so is every gradient below it.",
    fix: "scale the inputs to about -1 to 1, start from smaller weights, or use relu",
    example: 'dense(32, { activation: "tanh" }) // on inputs in the hundreds',
    probe: ({ places }, { before }) =>
      before.activations
        .filter(
          ({ layer, saturated }) => saturated > 0.5 && places.some((place) => place.name === layer && !endsIn(place)),
        )
        .map(({ layer, op, saturated }) => ({
          where: `layer "${layer}"`,
          seen: `${percent(saturated)} of the ${op}'s values are within 1 % of a bound`,
        })),
  },
];

function onlyActivationAfter(place: Parameters<typeof endsIn>[0]): boolean {
  return place.readers.length > 0 && place.readers.every((reader) => reader.kind === "activation" && endsIn(reader));
}
