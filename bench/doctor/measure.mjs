/** Diagnoses faulty and healthy trainings, and counts. */
import { makeFaults } from "./faults.mjs";
import { healthy, makeTasks } from "./tasks.mjs";

/** Healthy trainings: task, network and optimizer in many forms. */
function healthyRuns(l, tasks, offset) {
  const { dense, dropout, batchNorm, layerNorm, conv2d, flatten, adam, adamW, cosineDecay, warmup } = l;
  const small = (name, learningRate, rest = {}) => ({ optimizer: { name, learningRate, ...rest } });
  const changes = [
    {},
    { activation: "tanh" },
    { activation: "gelu", units: 32 },
    { activation: "elu", units: 8 },
    small("sgd", 0.1),
    small("sgd", 0.05, { momentum: 0.9 }),
    small("rmsprop", 0.005),
    small("adam", 0.003),
    small("nadam", 0.01),
    { optimizer: adamW({ learningRate: 0.01, weightDecay: 0.01 }) },
    { optimizer: adam({ learningRate: cosineDecay(0.01, 300) }) },
    { optimizer: adam({ learningRate: warmup(0.01, 20), globalClipNorm: 1 }) },
  ];
  const runs = ["regression", "binary", "classes"].flatMap((task, t) =>
    changes.map((change, i) => ({
      name: `${task} ${i}`,
      ...healthy(l, tasks, task, 100 + 20 * t + i + offset, change),
    })),
  );
  const on = (task, seed, layers) => ({ ...healthy(l, tasks, task, seed + offset), name: `${task} ${seed}`, layers });
  for (const [task, seed] of [
    ["regression", 201],
    ["binary", 202],
    ["classes", 203],
  ]) {
    const { head } = healthy(l, tasks, task, seed);
    runs.push(
      on(task, seed, () => [dense(32, { activation: "relu" }), batchNorm(), dense(16, { activation: "relu" }), head()]),
    );
    runs.push(on(task, seed + 10, () => [dense(64, { activation: "relu" }), dropout(0.2), head()]));
    runs.push(
      on(task, seed + 20, () => [
        dense(16, { activation: "silu" }),
        layerNorm(),
        dense(16, { activation: "silu" }),
        head(),
      ]),
    );
  }
  for (const seed of [301, 302])
    runs.push({
      name: `images ${seed}`,
      seed,
      inputShape: [1, 6, 6],
      fields: tasks.images(seed),
      options: { batchSize: 16, epochs: 20 },
      layers: () => [conv2d(8, 3, { activation: "relu" }), flatten(), dense(2, { activation: "softmax" })],
      compile: {
        loss: "sparseCategoricalCrossentropy",
        optimizer: adam({ learningRate: 0.01 }),
        metrics: ["accuracy"],
      },
    });
  return runs;
}

/** The findings of one training: what refuses it before it starts counts too. */
async function diagnose(l, tasks, run) {
  try {
    const model = l.sequential(run.layers(), { inputShape: run.inputShape, seed: run.seed });
    model.compile({ ...run.compile, threads: 1, onWarning: () => undefined });
    const data = tasks.dataOf(run.fields);
    return (await model.diagnose(data, { ...run.options, ...(run.validates ? { validation: data } : {}) })).findings;
  } catch (error) {
    if (error?.code === undefined) throw error;
    return [{ rule: error.code === "GRADIENT" ? "cut-gradient" : "refused", where: error.where, seen: error.message }];
  }
}

/**
 * @param options `every`: only each n-th training, for a short form; `offset`: added to every seed, for data nobody has looked at
 */
export async function measureDoctor(l, { every = 1, offset = 0, log = () => undefined } = {}) {
  const tasks = makeTasks(l);
  const faults = makeFaults(l).flatMap((fault) =>
    fault.tasks.map((task, i) => ({
      ...fault,
      task,
      run: fault.inject(healthy(l, tasks, task, i + 1 + 10 * fault.kind.length + offset)),
    })),
  );
  const count = { faults: 0, found: 0, heldFaults: 0, heldFound: 0 };
  const missed = [];
  const falseAlarms = [];
  for (const { kind, task, held = false, rules, run } of faults.filter((_, i) => i % every === 0)) {
    const findings = await diagnose(l, tasks, run);
    const isFound = findings.some(({ rule }) => rules.includes(rule));
    count.faults++;
    count.found += isFound;
    count.heldFaults += held;
    count.heldFound += held && isFound;
    if (!isFound) missed.push({ kind, task, held, found: findings.map(({ rule }) => rule) });
    for (const { rule, where, seen } of findings)
      if (!rules.includes(rule)) falseAlarms.push({ in: `${kind}, ${task}`, held, rule, where, seen });
    log(`${isFound ? "found " : "MISSED"} ${kind}, ${task}: ${findings.map(({ rule }) => rule).join(", ")}`);
  }
  const sound = healthyRuns(l, tasks, offset).filter((_, i) => i % every === 0);
  let alarmed = 0;
  for (const run of sound) {
    const findings = await diagnose(l, tasks, run);
    alarmed += findings.length > 0;
    for (const { rule, where, seen } of findings)
      falseAlarms.push({ in: `healthy: ${run.name}`, held: false, rule, where, seen });
    log(`healthy ${run.name}: ${findings.map(({ rule }) => rule).join(", ")}`);
  }
  const wrong = new Set(falseAlarms.map((alarm) => `${alarm.in} ${alarm.rule}`)).size;
  const ratio = (a, b) => Number((a / b).toFixed(3));
  return {
    faults: count.faults,
    healthy: sound.length,
    healthyWithFindings: alarmed,
    precision: ratio(count.found, count.found + wrong),
    recall: ratio(count.found, count.faults),
    heldOut: { faults: count.heldFaults, recall: ratio(count.heldFound, count.heldFaults) },
    missed,
    falseAlarms,
  };
}
