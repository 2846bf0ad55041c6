/** What the figures were taken on and with. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";

export function machine() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
  };
}

export function versions() {
  const version = (path) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8")).version;
  return {
    lossmith: version("."),
    node: process.versions.node,
    "onnxruntime-node": version("node_modules/onnxruntime-node"),
    "onnxruntime-web": version("node_modules/onnxruntime-web"),
  };
}
