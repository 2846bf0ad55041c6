/** Programs that tests use and npm does not bring, from Debian's packages. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether packages can be installed: as root, where there is apt-get. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Throws with the end of what apt-get printed when it fails. */
export function installOnDebian(name) {
  console.error(`Installing ${name} (apt-get) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", name]]) {
    const { status, stderr, stdout } = spawnSync("apt-get", args, { encoding: "utf8", env, maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`apt-get ${args.join(" ")} failed\n${stdout.slice(-1000)}${stderr.slice(-1000)}`);
  }
}

/** Installs ffmpeg where it is missing and can be installed. Without it the tests of real video files are skipped, and say so. */
export function provideFfmpeg() {
  if (spawnSync("ffmpeg", ["-version"]).status === 0 || !canInstall()) return;
  try {
    installOnDebian("ffmpeg");
  } catch (error) {
    console.error(error.message);
  }
}
