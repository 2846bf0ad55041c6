/** What needs Node: files and folders. Everything else is in "lossmith". */
export * from "./data/node/index.ts";
export { type PlottedLoss, plotLosses } from "./registry/plot-losses.ts";
export { jsonLines, tensorBoard } from "./training/files/node/logs.ts";
export { loadModel, saveModel } from "./training/files/node/model-file.ts";
export { type PlotLossSurfaceOptions, plotLossSurface } from "./training/landscape/plot.ts";
export { type Profile, profile } from "./training/node/profile/profile.ts";
export {
  type Bound,
  type MachineRates,
  type ProfileReport,
  type ProfileRow,
  profileText,
} from "./training/node/profile/report.ts";
