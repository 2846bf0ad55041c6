/** Data sets from disk and from npm packages: Node only. */

export { type ClipOptions, type ClipSource, clips } from "./clips.ts";
export { fashionMnist } from "./fashion-mnist.ts";
export type { IdxFilesOptions } from "./files.ts";
export { idxFiles } from "./files.ts";
export type { ImageOptions } from "./image.ts";
export { loadImage } from "./image.ts";
export type { ImageFolderOptions } from "./image-folder.ts";
export { imageFolder } from "./image-folder.ts";
export type { SplitChoice } from "./mnist.ts";
export { mnist } from "./mnist.ts";
export { type ImageBatch, type SaveImagesOptions, saveImages } from "./save-images.ts";
export { type SaveVideoOptions, saveVideo } from "./save-video.ts";
