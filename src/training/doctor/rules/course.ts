import { figure, percent, type Rule } from "../rule.ts";

/** Rules about the optimizer and how training is meant to go. */
export const courseRules: readonly Rule[] = [
  {
    id: "schedule-starts-at-zero",
    severity: "warning",
    summary: "The learning rate of the first step is 0.",
    why: "Nothing is learned until it rises; where it is multiplied with, nothing ever.",
    fix: "let a warm-up start above 0: warmup(rate, steps) does",
    example: "adam({ learningRate: (step) => 0.01 * Math.min(1, step / 100) })",
    look: ({ rates }) => (rates[0]?.rate === 0 ? [{ where: "optimizer", seen: "learning rate 0 in step 0" }] : []),
  },
  {
    id: "schedule-ends-early",
    severity: "warning",
    summary: "The learning rate is 0 for much of the training.",
    why: "A schedule counted in epochs instead of steps is over before training has begun.",
    fix: "give the schedule the number of steps: epochs times examples / batchSize",
    example:
      "model.compile({ loss, optimizer: adam({ learningRate: cosineDecay(0.01, 10) }) }) // 10 epochs of 100 steps",
    look: ({ rates, steps }) => {
      const peak = Math.max(...rates.map(({ rate }) => rate));
      const last = rates.findLast(({ rate }) => rate > 1e-4 * peak);
      return last !== undefined && steps > 20 && last.step < 0.5 * steps
        ? [
            {
              where: "optimizer",
              seen: `learning rate ${figure(rates.at(-1)?.rate ?? 0)} from step ${last.step} of ${steps} on`,
            },
          ]
        : [];
    },
  },
  {
    id: "weight-decay-too-strong",
    severity: "warning",
    summary: "Weight decay outweighs learning.",
    why: "Each step takes learningRate · weightDecay of every weight away: at such strength weights go to 0 whatever the data says.",
    fix: "use a weightDecay of 0.001 to 0.1",
    example: "adamW({ weightDecay: 5 })",
    look: ({ plan }) => {
      const decay = plan.optimizer.options["weightDecay"];
      return typeof decay === "number" && decay > 0.5 ? [{ where: "optimizer", seen: `weightDecay ${decay}` }] : [];
    },
  },
  {
    id: "penalty-dominates",
    severity: "warning",
    summary: "Penalties are larger than the loss of the data.",
    why: "Training makes weights small instead of predictions good.",
    fix: "use an l2 of about 1e-4",
    example: "dense(32, { kernelRegularizer: l2(10) })",
    probe: (_, { first }) => {
      const penalty = first.loss - first.dataLoss;
      return penalty > 3 * Math.abs(first.dataLoss)
        ? [{ where: "loss", seen: `penalties ${figure(penalty)} beside a data loss of ${figure(first.dataLoss)}` }]
        : [];
    },
  },
  {
    id: "optimizer-epsilon",
    severity: "warning",
    summary: "The optimizer's epsilon is so small that it is nothing, or so large that it is all.",
    why: "Below 1e-12 a gradient near 0 can give any step in float32; from 1e-2 on an adaptive optimizer is plain descent at a small rate.",
    fix: "use 1e-8 to 1e-5",
    example: "adam({ epsilon: 1 })",
    look: ({ plan }) => {
      const epsilon = plan.optimizer.options["epsilon"];
      return typeof epsilon === "number" && (epsilon < 1e-12 || epsilon >= 1e-2)
        ? [{ where: "optimizer", seen: `epsilon ${epsilon}` }]
        : [];
    },
  },
  {
    id: "momentum-too-high",
    severity: "warning",
    summary: "The optimizer remembers for too long, or its second moment for too short.",
    why: "A momentum of 0.99 or more takes hundreds of steps to turn round; a beta2 below 0.8 makes step sizes follow single batches.",
    fix: "use momentum or beta1 0.9, and beta2 0.99 to 0.999",
    example: "sgd({ learningRate: 0.1, momentum: 0.999 })",
    look: ({ plan: { optimizer } }) => {
      const { momentum, beta1, beta2 } = optimizer.options as Record<string, number | undefined>;
      return [
        ...[["momentum", momentum] as const, ["beta1", beta1] as const].filter(([, value]) => (value ?? 0) >= 0.99),
        ...[["beta2", beta2] as const].filter(
          ([, value]) => value !== undefined && value < 0.8 && optimizer.kind.startsWith("adam"),
        ),
      ].map(([name, value]) => ({ where: "optimizer", seen: `${name} ${value}` }));
    },
  },
  {
    id: "always-clipped",
    severity: "warning",
    summary: "Gradients are always clipped, and by far.",
    why: "Every step then has the same length, and the learning rate means something else than it says.",
    fix: "raise the bound to about the usual norm, or find out why gradients are large",
    example: "sgd({ learningRate: 0.1, globalClipNorm: 1e-4 })",
    probe: ({ plan: { optimizer } }, { variables }) => {
      const { clipNorm, globalClipNorm } = optimizer.clip;
      const steps = variables[0]?.gradients.length ?? 0;
      const norms = Array.from({ length: steps }, (_, i) =>
        Math.hypot(...variables.map(({ gradients }) => gradients[i] as number)),
      );
      const bound = globalClipNorm ?? clipNorm;
      return bound !== undefined && norms.length > 0 && norms.every((norm) => norm > 30 * bound)
        ? [
            {
              where: "optimizer",
              seen: `gradients of norm ${figure(Math.min(...norms))} or more beside a bound of ${bound}`,
            },
          ]
        : [];
    },
  },
  {
    id: "unshuffled",
    severity: "warning",
    summary: "Examples come sorted by their target, and are not shuffled.",
    why: "Batches of one class pull the network one way and then the other, and the last class wins.",
    fix: "leave shuffle at true",
    example: "model.fit(sortedByClass, { shuffle: false })",
    look: ({ shuffle, targets }) =>
      shuffle
        ? []
        : targets
            .filter(
              ({ counts, changes, rows, columns }) =>
                columns === 1 &&
                counts !== undefined &&
                counts.size > 1 &&
                counts.size < rows / 4 &&
                changes <= 2 * counts.size,
            )
            .map(({ field, changes }) => ({
              where: `field "${field}"`,
              seen: `values change ${changes - 1} times only, from first example to last, with shuffle: false`,
            })),
  },
  {
    id: "too-few-steps",
    severity: "warning",
    summary: "Training is only a few steps long.",
    why: "Batches about as large as the data leave an update or two an epoch.",
    fix: "use smaller batches or more epochs",
    example: "model.fit(hundredExamples, { batchSize: 1000, epochs: 2 })",
    look: ({ steps, batchSize, epochs, train }) =>
      steps < 15
        ? [
            {
              where: "fit",
              seen: `${steps} steps: ${epochs} epochs of ${train.size} examples in batches of ${batchSize}`,
            },
          ]
        : [],
  },
  {
    id: "unweighted-term",
    severity: "warning",
    summary: "A part of the loss counts nothing.",
    why: "With a weight of 0 it is computed and has no effect.",
    fix: "give it a weight above 0, or null as the output's loss",
    example: 'model.compile({ loss: { outputs: { a: "mse", b: "mse" } }, lossWeights: { b: 0 } })',
    look: ({ plan }) =>
      [
        ...plan.outputs
          .filter(({ loss, lossWeight }) => loss !== undefined && lossWeight === 0)
          .map(({ output }) => output),
        ...Object.entries(plan.termWeights)
          .filter(([, weight]) => weight === 0)
          .map(([name]) => name),
      ].map((name) => ({ where: `lossWeights of "${name}"`, seen: "0" })),
  },
  {
    id: "learning-rate-too-high",
    severity: "error",
    summary: "At the learning rate given the loss rises; at a lower one it falls.",
    why: "Steps go past the valley and climb its other side.",
    fix: "lower it to what is named",
    example: "sgd({ learningRate: 100 })",
    probe: (_, { configured, range, start, best, noise }) => {
      const own = range.find(({ factor }) => factor === 1);
      const ends = configured.isSound ? (own?.end ?? Number.NaN) : Number.NaN;
      const drop = start - best.end;
      const isWorse =
        !Number.isFinite(ends) ||
        (start - ends < 0.25 * drop && best.factor <= 0.1) ||
        ends > start + 3 * noise + 0.2 * Math.abs(start);
      return best.factor <= 0.3 && drop > Math.max(noise / 2, 0.02 * Math.abs(start)) && isWorse
        ? [
            {
              where: "optimizer",
              seen: `the loss goes from ${figure(start)} to ${figure(ends)} in 20 steps, and to ${figure(best.end)} at ${figure(best.rate)}`,
              fix: `try a learning rate of ${figure(best.rate)}`,
            },
          ]
        : [];
    },
  },
  {
    id: "learning-rate-too-low",
    severity: "warning",
    summary: "At the learning rate given, the whole training does less than a few steps at a higher one.",
    why: "The loss falls in a straight line, too slowly to arrive.",
    fix: "raise it to what is named",
    example: "sgd({ learningRate: 1e-7 })",
    unless: ["no-learning", "schedule-starts-at-zero"],
    probe: ({ steps }, { range, start, best, noise, isTrained }) => {
      const own = range.find(({ factor }) => factor === 1)?.end ?? start;
      const drop = start - best.end;
      const whole = ((start - own) * Math.max(steps, 20)) / 20;
      return !isTrained && best.factor >= 10 && drop > Math.max(noise, 0.05 * Math.abs(start)) && whole < 0.2 * drop
        ? [
            {
              where: "optimizer",
              seen: `${percent(Math.max(0, whole / drop))} in ${steps} steps of what 20 steps at ${figure(best.rate)} lower the loss by`,
              fix: `try a learning rate of ${figure(best.rate)}`,
            },
          ]
        : [];
    },
  },
];
