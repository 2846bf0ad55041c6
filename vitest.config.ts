/** Three test projects on one set of sources: Node on the CPU, Chromium on wasm, Chromium on WebGPU. */
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";

const chromium = process.env["LOSSMITH_CHROMIUM"] ?? "/usr/bin/chromium";

const quietArgs = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const webgpuArgs = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const node: TestProjectInlineConfiguration = {
  resolve: { alias: { "#backend": source("./src/runtime/backend-node.ts") } },
  test: {
    name: "node",
    environment: "node",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
    provide: { device: "cpu" },
    isolate: false, // a thousand files share their modules: importing them for each takes longer than the tests
  },
};

function inChromium(device: "wasm" | "webgpu", args: readonly string[]): TestProjectInlineConfiguration {
  const name = `chromium-${device}`;
  return {
    cacheDir: `node_modules/.vite/${name}`,
    resolve: { alias: { "#backend": source("./src/runtime/backend-browser.ts") } },
    // ONNX Runtime finds its .wasm and worker files beside its own module, which pre-bundling would move.
    optimizeDeps: { exclude: ["onnxruntime-web"] },
    // SharedArrayBuffer, which wasm threads need, exists only on cross-origin isolated pages.
    server: {
      headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
    },
    test: {
      include: ["src/**/*.{device,browser}.test.ts", "tests/**/*.{device,browser}.test.ts"],
      provide: { device },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: chromium, args: [...quietArgs, ...args] } }),
        instances: [{ browser: "chromium", name }],
      },
    },
  };
}

const config: ViteUserConfig = defineConfig({
  test: { projects: [node, inChromium("wasm", []), inChromium("webgpu", webgpuArgs)] },
});
export default config;
