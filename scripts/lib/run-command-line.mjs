/** Runs the lossmith command line from this checkout, in this process, installing and compiling first where needed. */
import { pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { commandLine } from "./paths.mjs";

export async function runCommandLine(args) {
  ensureInstalled();
  build();
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, commandLine, ...args];
  await import(pathToFileURL(commandLine).href);
}
