/** npm run build [-- --generate]: compiles src/ into dist/; with --generate the generated sources are renewed first. */
import { spawnSync } from "node:child_process";
import { build } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";

main(() => {
  ensureInstalled();
  if (process.argv.includes("--generate")) {
    const { status } = spawnSync(process.execPath, ["scripts/generate.mjs"], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error("the generator failed");
  }
  console.error(build() ? "dist/ is built" : "dist/ is up to date");
});
