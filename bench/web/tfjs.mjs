/** TensorFlow.js in a page, which has loaded its scripts as `tf`. */
import { trainingStep } from "../lib/tfjs-network.mjs";
import { answer } from "./page.mjs";

answer(async (network, numbers, backend) => {
  const { tf } = globalThis;
  tf.wasm?.setWasmPaths("/peers/@tensorflow/tfjs-backend-wasm/dist/");
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js could not start its backend ${backend}`);
  await tf.ready();
  const step = trainingStep(tf, network, numbers);
  const pass = async (steps) => {
    const losses = [];
    for (let i = 0; i < steps; i++) losses.push(await step());
    return losses;
  };
  const note = backend === "wasm" ? `${tf.wasm.getThreadsCount()} threads` : "";
  return { pass, note, version: tf.version.tfjs };
});
