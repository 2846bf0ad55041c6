/** What needs Node: files and folders. Everything else is in "lossmith". */
export * from "./data/node/index.ts";
export { loadModel, saveModel } from "./training/files/node/model-file.ts";
