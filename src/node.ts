/** What needs Node: files and folders. Everything else is in "lossmith". */
export * from "./data/node/index.ts";
export { jsonLines, tensorBoard } from "./training/files/node/logs.ts";
