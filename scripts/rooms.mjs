/**
 * The rooms under src/, from the top of the house down. A room imports only from rooms above it; rooms on one line are
 * neighbours and do not import from each other. check-rooms.mjs enforces it.
 */
export const rooms = [
  ["core"],
  ["ops"],
  ["rewrite"],
  ["autodiff"],
  ["losses"],
  ["compiler"],
  ["onnx"],
  ["runtime"],
  ["registry"],
  ["layers", "optimizers", "metrics", "data"],
  ["training"],
  ["cli"],
];

/** Files directly under src/: what the package exports. They may import from every room but the last, the command line. */
export const entryFiles = ["index.ts", "losses.ts", "node.ts", "ops.ts"];

/** The only room that knows ONNX Runtime. */
export const onnxRuntimeRoom = "runtime";

/** Where `#backend` leads, by platform. */
export const aliases = { "#backend": ["runtime/backend-node.ts", "runtime/backend-browser.ts"] };

export const limits = { linesOfFile: 400, codeLinesOfLoss: 60 };

/** Files that may be longer than the limit, each with its reason. */
export const longFiles = {};
