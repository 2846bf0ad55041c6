/**
 * Strings of one to six handwritten digits are read without being told where one ends and the next begins: a convolutional and
 * recurrent network, trained with connectionist temporal classification (CTC).
 */
import {
  activation,
  batchNorm,
  characterErrorRate,
  conv2d,
  cosineDecay,
  ctcDecode,
  dense,
  functional,
  gru,
  maxPool2d,
  networkInput,
  permute,
  reshape,
} from "lossmith";
import { saveImages } from "lossmith/node";
import { example } from "../lib/example.mjs";
import { digitStrings, height, width } from "./strings.mjs";

const frames = width / 4;

/** Columns of features from left to right, read in both directions; scores of ten digits and the blank. */
function network(seed) {
  const block = (filters, x) =>
    maxPool2d(2)(
      activation("relu")(batchNorm({ momentum: 0.9 })(conv2d(filters, 3, { padding: "same", useBias: false })(x))),
    );
  const x = networkInput([1, height, width]);
  const columns = reshape([frames, 32 * (height / 4)])(permute([3, 1, 2])(block(32, block(16, x))));
  const read = gru(48, { bidirectional: true, returnSequences: true })(dense(64, { activation: "relu" })(columns));
  return functional({ inputs: { x }, outputs: { logits: dense(11)(read) } }, { seed });
}

const textOf = (labels) => labels.join("");

/** Strings with what was read in them: those read wrongly first, a red line below. */
async function drawReadings(path, { x }, wrong, right) {
  const shown = [...wrong, ...right].slice(0, 16);
  const pixels = height * width;
  const data = Uint8Array.from(
    shown.flatMap((i) => {
      const ink = x.subarray(i * pixels, (i + 1) * pixels);
      const isWrong = wrong.includes(i);
      return [0, 1, 2].flatMap((channel) =>
        Array.from(ink, (value, p) => (isWrong && p >= pixels - 2 * width ? (channel === 0 ? 213 : 40) : 255 - value)),
      );
    }),
  );
  await saveImages(path, { shape: [shown.length, 3, height, width], data }, { columns: 4, gap: 6, background: 226 });
}

await example(import.meta.url, async ({ short, seed, file }) => {
  const [count, tested, epochs] = short ? [256, 64, 1] : [24_000, 4000, 6];
  const batchSize = 64;
  const train = await digitStrings("train", { count, seed, frames });
  const test = await digitStrings("test", { count: tested, seed, frames });
  const model = network(seed);
  const learningRate = cosineDecay(0.004, epochs * Math.ceil(count / batchSize));
  model.compile({ loss: "ctc", optimizer: { name: "adam", learningRate, globalClipNorm: 5 } });
  const report = {
    onEpochEnd: ({ epoch, loss, seconds }) =>
      console.log(`epoch ${epoch}: ${loss.toFixed(4)}, ${seconds.toFixed(0)} s`),
  };
  await model.fit(train.data, { epochs, batchSize, seed, callbacks: [report] });

  const logits = await model.predict(test.data);
  const figures = {};
  const truths = test.labels.map(textOf);
  const readings = {};
  for (const [name, beamWidth] of [
    ["best path", 1],
    ["prefix beam of 8", 8],
  ]) {
    readings[name] = ctcDecode(logits, { beamWidth }).map((labels) => textOf(labels.map((label) => label - 1)));
    const hits = readings[name].filter((reading, i) => reading === truths[i]).length;
    figures[name] = {
      "character error rate": characterErrorRate(truths, readings[name]),
      "strings read right": hits / tested,
    };
  }
  const read = readings["prefix beam of 8"];
  const all = Array.from(truths.keys());
  const wrong = all.filter((i) => read[i] !== truths[i]);
  if (file("") !== undefined) {
    await drawReadings(file("strings.png"), test, wrong.slice(0, 8), all.filter((i) => !wrong.includes(i)).slice(0, 8));
    for (const i of wrong.slice(0, 8)) console.log(`${truths[i]} read as ${read[i]}`);
  }
  for (let length = 1; length <= 6; length++) {
    const these = all.filter((i) => truths[i].length === length);
    if (these.length === 0) continue;
    figures[`of ${length} ${length === 1 ? "digit" : "digits"}, prefix beam`] = {
      "character error rate": characterErrorRate(
        these.map((i) => truths[i]),
        these.map((i) => read[i]),
      ),
      "strings read right": these.filter((i) => read[i] === truths[i]).length / these.length,
    };
  }
  return figures;
});
