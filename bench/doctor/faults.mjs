/**
 * Fault injectors: each changes a healthy training. `rules`: findings that name the fault or what follows from it by necessity.
 * `held`: kinds and parameters that were not looked at while thresholds were written.
 */
export function makeFaults(l) {
  const { dense, dropout, batchNorm, lambda, normal, adam, adamW, sgd, l2, cosineDecay, Random } = l;
  const hidden = (activation, options = {}) => dense(16, { activation, ...options });
  const all = ["regression", "binary", "classes"];
  const layers = (make) => (run) => ({ ...run, layers: () => make(run) });
  const compile = (change) => (run) => ({ ...run, compile: { ...run.compile, ...change } });
  const options = (change) => (run) => ({ ...run, options: { ...run.options, ...change } });
  const fields = (change) => (run) => ({ ...run, fields: { ...run.fields, ...change(run.fields, run.seed) } });
  const shuffled = (list, seed) => Array.from(new Random(seed + 7).permutation(list.length), (i) => list[i]);
  const sorted = ({ x, y }) => {
    const order = y.map((_, i) => i).sort((a, b) => y[a] - y[b]);
    return { x: order.map((i) => x[i]), y: order.map((i) => y[i]) };
  };
  return [
    {
      kind: "linear stack",
      tasks: all,
      rules: ["linear-stack"],
      inject: layers(({ head }) => [dense(16), dense(16), head()]),
    },
    {
      kind: "softmax inside",
      tasks: all,
      rules: ["softmax-inside"],
      inject: layers(({ head }) => [hidden("relu"), hidden("softmax"), head()]),
    },
    {
      kind: "dropout 0.9",
      tasks: all,
      rules: ["dropout-too-high", "cannot-fit-one-batch"],
      inject: layers(({ head }) => [hidden("relu"), dropout(0.9), head()]),
    },
    {
      kind: "dropout 0.75",
      held: true,
      tasks: all,
      rules: ["dropout-too-high"],
      inject: layers(({ head }) => [hidden("relu"), dropout(0.75), hidden("relu"), dropout(0.75), head()]),
    },
    {
      kind: "dropout before batch norm",
      tasks: all,
      rules: ["dropout-before-batch-norm"],
      inject: layers(({ head }) => [hidden("relu"), dropout(0.3), batchNorm(), head()]),
    },
    {
      kind: "dropout at the end",
      tasks: all,
      rules: ["dropout-at-the-end"],
      inject: layers(({ head }) => [hidden("relu"), head(), dropout(0.3)]),
    },
    {
      kind: "batch norm of one",
      tasks: ["regression", "binary"],
      rules: ["batch-norm-of-one", "no-learning", "no-gradient"],
      inject: (run) => options({ batchSize: 1 })(layers(({ head }) => [hidden("relu"), batchNorm(), head()])(run)),
    },
    {
      kind: "layer used twice",
      held: true,
      tasks: all,
      rules: ["layer-used-twice"],
      inject: layers(({ head }) => {
        const same = hidden("relu");
        return [hidden("relu"), same, same, head()];
      }),
    },
    {
      kind: "zero weights",
      tasks: all,
      rules: ["alike-weights", "dead-units"],
      inject: layers(({ head }) => [
        hidden("relu", { kernelInitializer: "zeros" }),
        hidden("relu", { kernelInitializer: "zeros" }),
        head(),
      ]),
    },
    {
      kind: "equal weights",
      held: true,
      tasks: all,
      rules: ["alike-weights"],
      inject: layers(({ head }) => [hidden("tanh", { kernelInitializer: "ones" }), head()]),
    },
    {
      kind: "large weights",
      tasks: all,
      rules: ["weight-scale", "saturated-units", "starting-loss"],
      inject: layers(({ head }) => [hidden("tanh", { kernelInitializer: normal({ standardDeviation: 20 }) }), head()]),
    },
    {
      kind: "tiny weights",
      held: true,
      tasks: all,
      rules: ["weight-scale", "vanishing-gradient", "constant-predictions", "update-too-large", "targets-unrelated"],
      inject: layers(({ head }) => [
        hidden("tanh", { kernelInitializer: normal({ standardDeviation: 1e-4 }) }),
        head(),
      ]),
    },
    {
      kind: "dead relus",
      tasks: all,
      rules: ["dead-units"],
      inject: layers(({ head }) => [
        hidden("relu"),
        hidden("relu", { biasInitializer: () => new Array(16).fill(-30) }),
        head(),
      ]),
    },
    {
      kind: "dead relus, fewer",
      held: true,
      tasks: all,
      rules: ["dead-units"],
      inject: layers(({ head }) => [hidden("relu", { biasInitializer: () => new Array(16).fill(-12) }), head()]),
    },
    {
      kind: "vanishing sigmoids",
      tasks: all,
      rules: ["vanishing-gradient", "targets-unrelated", "constant-predictions"],
      inject: layers(({ head }) => [...Array.from({ length: 10 }, () => hidden("sigmoid")), head()]),
    },
    {
      kind: "vanishing sigmoids, 7",
      held: true,
      tasks: all,
      rules: ["vanishing-gradient", "targets-unrelated"],
      inject: layers(({ head }) => [...Array.from({ length: 7 }, () => hidden("sigmoid")), head()]),
    },
    {
      kind: "cut gradient",
      tasks: all,
      rules: ["cut-gradient"],
      inject: layers(({ head }) => [hidden("relu"), lambda((x) => l.ops.stopGradient(x)), head()]),
    },
    {
      kind: "rounded inside",
      held: true,
      tasks: all,
      rules: ["cut-gradient"],
      inject: layers(({ head }) => [hidden("relu"), lambda((x) => l.ops.round(x)), head()]),
    },
    {
      kind: "rate too high",
      tasks: all,
      rules: ["learning-rate-too-high", "update-too-large", "dead-units"],
      inject: compile({ optimizer: sgd({ learningRate: 300 }) }),
    },
    {
      kind: "rate too high, adam",
      held: true,
      tasks: all,
      rules: ["learning-rate-too-high", "update-too-large", "dead-units"],
      inject: compile({ optimizer: adam({ learningRate: 5 }) }),
    },
    {
      kind: "rate too low",
      tasks: all,
      rules: ["learning-rate-too-low", "update-too-small"],
      inject: compile({ optimizer: sgd({ learningRate: 1e-7 }) }),
    },
    {
      kind: "rate too low, adam",
      held: true,
      tasks: all,
      rules: ["learning-rate-too-low", "update-too-small"],
      inject: compile({ optimizer: adam({ learningRate: 1e-7 }) }),
    },
    {
      kind: "schedule from 0",
      tasks: all,
      rules: ["schedule-starts-at-zero"],
      inject: compile({ optimizer: adam({ learningRate: (step) => 0.01 * Math.min(1, step / 20) }) }),
    },
    {
      kind: "schedule in epochs",
      held: true,
      tasks: all,
      rules: ["schedule-ends-early"],
      inject: compile({ optimizer: adam({ learningRate: cosineDecay(0.01, 20) }) }),
    },
    {
      kind: "weight decay 5",
      tasks: all,
      rules: ["weight-decay-too-strong"],
      inject: compile({ optimizer: adamW({ learningRate: 0.01, weightDecay: 5 }) }),
    },
    {
      kind: "l2 of 10",
      tasks: all,
      rules: ["penalty-dominates", "starting-loss"],
      inject: layers(({ head }) => [hidden("relu", { kernelRegularizer: l2(10) }), head()]),
    },
    {
      kind: "l2 of 1",
      held: true,
      tasks: all,
      rules: ["penalty-dominates"],
      inject: layers(({ head }) => [
        hidden("relu", { kernelRegularizer: l2(1) }),
        hidden("relu", { kernelRegularizer: l2(1) }),
        head(),
      ]),
    },
    {
      kind: "epsilon 1",
      tasks: all,
      rules: ["optimizer-epsilon"],
      inject: compile({ optimizer: adam({ learningRate: 0.01, epsilon: 1 }) }),
    },
    {
      kind: "epsilon 1e-20",
      held: true,
      tasks: all,
      rules: ["optimizer-epsilon"],
      inject: compile({ optimizer: adam({ learningRate: 0.01, epsilon: 1e-20 }) }),
    },
    {
      kind: "always clipped",
      tasks: all,
      rules: ["always-clipped", "learning-rate-too-low", "update-too-small"],
      inject: compile({ optimizer: sgd({ learningRate: 0.1, globalClipNorm: 1e-5 }) }),
    },
    {
      kind: "unshuffled",
      tasks: ["binary", "classes"],
      rules: ["unshuffled"],
      inject: (run) => options({ shuffle: false })(fields(sorted)(run)),
    },
    {
      kind: "too few steps",
      held: true,
      tasks: all,
      rules: ["too-few-steps"],
      inject: options({ batchSize: 240, epochs: 3 }),
    },
    {
      kind: "targets shuffled",
      tasks: all,
      rules: ["targets-unrelated"],
      inject: fields(({ y }, seed) => ({ y: shuffled(y, seed) })),
    },
    {
      kind: "targets moved by one",
      held: true,
      tasks: all,
      rules: ["targets-unrelated"],
      inject: fields(({ y }) => ({ y: [...y.slice(1), y[0]] })),
    },
    {
      kind: "constant targets",
      tasks: ["regression"],
      rules: ["constant"],
      inject: fields(({ y }) => ({ y: y.map(() => [0.7]) })),
    },
    {
      kind: "one class",
      tasks: ["classes"],
      rules: ["single-class", "missing-classes"],
      inject: fields(({ y }) => ({ y: y.map(() => 1) })),
    },
    {
      kind: "inputs of hundreds",
      tasks: all,
      rules: ["unnormalised", "starting-loss"],
      inject: fields(({ x }) => ({ x: x.map((row) => row.map((value) => 300 + 200 * value)) })),
    },
    {
      kind: "one wide column",
      held: true,
      tasks: all,
      rules: ["unnormalised", "starting-loss"],
      inject: fields(({ x }) => ({ x: x.map(([a, ...rest]) => [5000 * a, ...rest]) })),
    },
    {
      kind: "labels from 1",
      tasks: ["classes"],
      rules: ["labels-off-by-one", "missing-classes"],
      inject: (run) => ({
        ...fields(({ y }) => ({ y: y.map((label) => label + 1), classes: 4 }))(run),
        layers: () => [hidden("relu"), dense(4, { activation: "softmax" })],
      }),
    },
    {
      kind: "sigmoid on numbers",
      tasks: ["regression"],
      rules: ["targets-out-of-reach"],
      inject: layers(() => [hidden("relu"), dense(1, { activation: "sigmoid" })]),
    },
    {
      kind: "relu on numbers",
      held: true,
      tasks: ["regression"],
      rules: ["targets-out-of-reach"],
      inject: layers(() => [hidden("relu"), dense(1, { activation: "relu" })]),
    },
    {
      kind: "no output bias",
      tasks: ["regression"],
      rules: ["missing-output-bias"],
      inject: (run) =>
        layers(() => [hidden("relu"), dense(1, { useBias: false })])(
          fields(({ y }) => ({ y: y.map(([value]) => [value + 20]) }))(run),
        ),
    },
    {
      kind: "squared error of classes",
      tasks: ["binary"],
      rules: ["distance-between-classes"],
      inject: compile({ loss: "meanSquaredError" }),
    },
    {
      kind: "cross-entropy of numbers",
      held: true,
      tasks: ["binary"],
      rules: ["crossentropy-on-numbers"],
      inject: fields(({ x }) => ({ y: x.map(([a]) => [1 / (1 + Math.exp(-a))]) })),
    },
    {
      kind: "rare class",
      tasks: ["binary"],
      rules: ["imbalanced-accuracy", "imbalance"],
      inject: (run) =>
        compile({ metrics: ["accuracy"] })(fields(({ x }) => ({ y: x.map(([a]) => [a > 1.6 ? 1 : 0]) }))(run)),
    },
    { kind: "validation is training", tasks: all, rules: ["leak"], inject: (run) => ({ ...run, validates: true }) },
    {
      kind: "accuracy of numbers",
      held: true,
      tasks: ["regression"],
      rules: ["metric-mismatch"],
      inject: compile({ metrics: ["accuracy"] }),
    },
    {
      kind: "momentum 0.999",
      held: true,
      tasks: all,
      rules: ["momentum-too-high"],
      inject: compile({ optimizer: sgd({ learningRate: 0.01, momentum: 0.999 }) }),
    },
  ];
}
