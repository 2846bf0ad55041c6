/** The peers that are compared with, installed into .cache/bench-peers, outside the package and its dependencies. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.mjs";

/** Where the peers' packages lie, outside the package's own. */
export const peersFolder = join(root, ".cache/bench-peers");
const folder = peersFolder;
const python = process.env.LOSSMITH_BENCH_PYTHON ?? "/usr/bin/python3";
const packages = {
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
  "@tensorflow/tfjs-backend-webgpu": "4.22.0",
  "@jax-js/jax": "0.1.25",
};

const worker = (name) => join(root, "bench/workers", name);
const inNode = (name) => ({ file: process.execPath, args: [worker(name), folder] });

/**
 * Competitors by key: how to start each, or `absent`, the reason it cannot be. `against` is the device of ours that it
 * is compared with, `threads` the numbers of threads it is timed with.
 */
export function findPeers() {
  const npm = installPackages();
  const torch = torchAbsent();
  const openBlas = torch ?? openBlasFolder();
  const inPython = { file: python, args: [worker("torch_worker.py")], against: "cpu", threads: [1, 2] };
  const openBlasEnv = openBlas.path === undefined ? {} : { LD_LIBRARY_PATH: openBlas.path };
  const oneBlasEnv = { ...openBlasEnv, OPENBLAS_NUM_THREADS: "1" };
  return {
    torch: { name: "PyTorch", ...inPython, env: openBlasEnv, absent: openBlas.absent },
    // With threads of their own, PyTorch and OpenBLAS can get in each other's way; which is faster depends on the network.
    torchOneBlas: { name: "PyTorch, BLAS on 1 thread", ...inPython, env: oneBlasEnv, absent: openBlas.absent },
    torchReference: { name: "PyTorch, system BLAS", ...inPython, env: {}, absent: torch?.absent },
    ...(process.env.LOSSMITH_BENCH_GPU
      ? {
          torchCuda: {
            name: "PyTorch CUDA",
            ...inPython,
            env: {},
            against: "webgpu",
            threads: [1],
            on: "cuda",
            absent: torch?.absent,
          },
        }
      : {}),
    tfjs: { name: "TensorFlow.js wasm", ...inNode("tfjs.mjs"), against: "wasm", absent: npm.absent },
    jax: { name: "jax-js wasm", ...inNode("jax.mjs"), against: "wasm", absent: npm.absent },
  };
}

/** PyTorch with OpenBLAS: `{ file, env }`, or `absent`, the reason there is none. */
export function findTorch() {
  const { path, absent } = torchAbsent() ?? openBlasFolder();
  return { file: python, env: path === undefined ? {} : { LD_LIBRARY_PATH: path }, absent };
}

/** A package out of the peers' folder. */
export async function importPeer(from, name) {
  const require = createRequire(join(from, "package.json"));
  const { default: whole, ...parts } = await import(require.resolve(name));
  return { ...whole, ...parts };
}

function installPackages() {
  const installed = (name) => {
    const manifest = join(folder, "node_modules", name, "package.json");
    return existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).version : undefined;
  };
  if (Object.entries(packages).every(([name, version]) => installed(name) === version)) return {};
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: packages }),
  );
  console.error("Installing the peers into .cache/bench-peers ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr, error } = spawnSync(npm, args, { cwd: folder, encoding: "utf8" });
  return status === 0 ? {} : { absent: `npm could not install it: ${error?.message ?? stderr.trim().slice(0, 200)}` };
}

function torchAbsent() {
  const { status } = spawnSync(python, ["-c", "import torch, numpy"]);
  return status === 0 ? undefined : { absent: `${python} has no PyTorch (Debian: apt-get install python3-torch)` };
}

/**
 * Debian's PyTorch uses whichever BLAS the system has. The reference BLAS makes dense layers twenty times slower than
 * OpenBLAS, so unless OpenBLAS is there already, its package is unpacked beside the peers (nothing is installed).
 */
function openBlasFolder() {
  if (blasOf({}).includes("openblas")) return { path: undefined };
  const home = join(folder, "openblas");
  const find = () => {
    const { stdout } = spawnSync("find", [home, "-name", "libblas.so.3"], { encoding: "utf8" });
    return stdout
      .trim()
      .split("\n")[0]
      ?.replace(/\/libblas\.so\.3$/, "");
  };
  if (!find()) {
    mkdirSync(home, { recursive: true });
    const script = "apt-get download libopenblas0-pthread && dpkg-deb -x libopenblas0-pthread_*.deb .";
    const { status, stderr } = spawnSync("sh", ["-c", script], { cwd: home, encoding: "utf8" });
    if (status !== 0) return { absent: `OpenBLAS could not be had: ${(stderr ?? "").trim().split("\n").at(-1)}` };
  }
  const path = find();
  return blasOf({ LD_LIBRARY_PATH: path }).includes("openblas")
    ? { path }
    : { absent: "PyTorch does not load the OpenBLAS that was unpacked for it" };
}

/** The file PyTorch's BLAS is loaded from. */
function blasOf(env) {
  const program = "import torch; print([l.split()[-1] for l in open('/proc/self/maps') if 'blas' in l])";
  const { stdout } = spawnSync(python, ["-c", program], { env: { ...process.env, ...env }, encoding: "utf8" });
  return stdout ?? "";
}
