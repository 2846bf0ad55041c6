/** Finds a Chromium for the browser tests; as root on Debian, installs it. */
import { existsSync } from "node:fs";
import { canInstall, installOnDebian } from "./debian.mjs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a browser that is there; undefined when there is none. */
export function findChromium() {
  const chosen = process.env.LOSSMITH_CHROMIUM;
  if (chosen !== undefined && !existsSync(chosen)) throw new Error(`LOSSMITH_CHROMIUM: there is no ${chosen}`);
  return chosen ?? usualPlaces.find((path) => existsSync(path));
}

/** Path of a browser. Throws, with what to do, when there is none. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstall()) installOnDebian("chromium");
  if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  throw new Error(
    "no Chromium found: install it (Debian: apt-get install chromium) or set LOSSMITH_CHROMIUM to its path",
  );
}
