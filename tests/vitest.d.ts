/** What every test project provides: the device its tests run on. Read it with `inject("device")`. */
import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    readonly device: "cpu" | "wasm" | "webgpu";
  }
}
