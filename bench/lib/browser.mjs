/** Pages of headless Chromium as workers: served from this machine, cross-origin isolated so that wasm has its threads. */
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright";
import { build } from "vite";
import { ensureChromium } from "../../scripts/lib/chromium.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { peersFolder } from "./peers.mjs";

const mime = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const dist = (name, file) => `/peers/@tensorflow/${name}/dist/${file}`;
const scripts = [
  dist("tfjs", "tf.min.js"),
  dist("tfjs-backend-wasm", "tf-backend-wasm.min.js"),
  dist("tfjs-backend-webgpu", "tf-backend-webgpu.min.js"),
];

const html = (body) => `<!doctype html><meta charset="utf-8"><title>bench</title>${body}`;
const pages = {
  "/lossmith": html('<script type="module" src="/built/lossmith.js"></script>'),
  "/tfjs": html(
    `${scripts.map((src) => `<script src="${src}"></script>`).join("")}<script type="module" src="/bench/web/tfjs.mjs"></script>`,
  ),
};

const browserArgs = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--enable-unsafe-webgpu",
  "--enable-unsafe-swiftshader",
  "--enable-features=Vulkan,WebGPUDeveloperFeatures",
];

/**
 * Bundles our page, serves it and TensorFlow.js's, and starts Chromium.
 * @param data paths of MNIST's files
 * @returns `open(page)`: a worker (ask, stop); `version`, `close`
 */
export async function startBrowser({ images, labels }) {
  const executablePath = ensureChromium();
  const built = mkdtempSync(join(tmpdir(), "lossmith-web-"));
  let server;
  let browser;
  const close = async () => {
    await browser?.close();
    server?.close();
    server?.closeAllConnections();
    rmSync(built, { recursive: true, force: true });
  };
  try {
    await bundle(built);
    const folders = {
      "/built/": built,
      "/bench/": join(root, "bench"),
      "/peers/": join(peersFolder, "node_modules"),
    };
    const files = { "/mnist/images": images, "/mnist/labels": labels };
    server = await serve((path) => files[path] ?? within(folders, path));
    const origin = `http://127.0.0.1:${server.address().port}`;
    browser = await chromium.launch({ executablePath, args: browserArgs });
    return { open: (page) => open(browser, `${origin}${page}`), version: browser.version(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bundle(outDir) {
  await build({
    configFile: false,
    logLevel: "silent",
    root: join(root, "bench/web"),
    base: "/built/",
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      minify: true,
      target: "esnext",
      assetsInlineLimit: 0,
      rollupOptions: {
        input: join(root, "bench/web/lossmith.mjs"),
        output: { entryFileNames: "lossmith.js", format: "es" },
      },
    },
  });
}

/** The file of a path under one of the folders; undefined where it leads out of it. */
function within(folders, path) {
  const prefix = Object.keys(folders).find((each) => path.startsWith(each));
  if (prefix === undefined) return undefined;
  const inside = normalize(path.slice(prefix.length));
  return inside.startsWith("..") ? undefined : join(folders[prefix], inside);
}

function serve(fileOf) {
  const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname in pages) {
      response.writeHead(200, { ...isolated, "Content-Type": "text/html" });
      response.end(pages[pathname]);
      return;
    }
    const file = fileOf(decodeURIComponent(pathname));
    if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, isolated);
      response.end();
      return;
    }
    response.writeHead(200, { ...isolated, "Content-Type": mime[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

/** A page in a context of its own, as a worker. Rejects when the page fails, crashes, or does not answer in time. */
async function open(browser, url, limitSeconds = 300) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const failures = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(url);
  try {
    await page.waitForFunction(() => globalThis.bench !== undefined, undefined, { timeout: 60_000 });
  } catch (error) {
    await context.close();
    throw new Error(failures.at(0) ?? error.message);
  }
  return {
    async ask(command, request = {}) {
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${limitSeconds} s`)), limitSeconds * 1000);
      });
      const asked = page.evaluate(
        async ([name, given]) => {
          try {
            return { answer: await globalThis.bench[name](given) };
          } catch (error) {
            return { error: String(error?.message ?? error) };
          }
        },
        [command, request],
      );
      try {
        const { answer, error } = await Promise.race([asked, late]);
        if (error !== undefined) throw new Error(error.trim().split("\n")[0].slice(0, 300));
        return answer ?? {};
      } finally {
        clearTimeout(timer);
        asked.catch(() => undefined);
      }
    },
    stop: () => context.close(),
  };
}
