/** npm start [-- <options>]: trains with the default settings into a new folder under runs/. */
import { main } from "./lib/main.mjs";
import { runCommandLine } from "./lib/run-command-line.mjs";

const args = process.argv.slice(2);
const hasOut = args.some((arg) => arg === "--out" || arg.startsWith("--out="));
const timestamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");

main(() => runCommandLine(["train", ...args, ...(hasOut ? [] : ["--out", `runs/mnist-convnet-${timestamp}`])]));
