/**
 * npm run bench [-- <suites> --json --write --keep --no-peers --rounds <n> --only <works>]: times training, the losses and
 * single operations, beside other libraries where they can be had. Without suites all are run. --write renews the tables of
 * these suites in docs/performance.md, and bench/report.json and bench/report.html; with --keep, the rows of works that
 * --only left out stay. --only takes names of networks (steps), losses and operations.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";

const document = join(root, "docs/performance.md");
const [stored, page] = ["bench/report.json", "bench/report.html"].map((path) => join(root, path));

main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      write: { type: "boolean" },
      keep: { type: "boolean" },
      "no-peers": { type: "boolean" },
      rounds: { type: "string" },
      only: { type: "string" },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error("--rounds: a whole number from 1");
  ensureInstalled();
  build();
  const { runSuites, suites } = await import("../bench/run.mjs");
  const { bySuite, textReport, withKept, withResults } = await import("../bench/lib/report.mjs");
  const { htmlReport } = await import("../bench/lib/html-report.mjs");
  const names = positionals.length > 0 ? positionals : Object.keys(suites);
  const log = (text) => console.error(text);
  const results = await runSuites(names, {
    withPeers: !values["no-peers"],
    rounds,
    only: values.only?.split(","),
    log,
  });
  console.log(values.json ? JSON.stringify(results) : textReport(results));
  if (values.write) {
    mkdirSync(dirname(document), { recursive: true });
    const before = existsSync(document) ? readFileSync(document, "utf8") : undefined;
    const known = existsSync(stored) ? JSON.parse(readFileSync(stored, "utf8")) : {};
    const fresh = values.keep ? withKept(results, known) : results;
    writeFileSync(document, withResults(before, fresh));
    const all = { ...known, ...bySuite(fresh) };
    writeFileSync(stored, `${JSON.stringify(all, undefined, 1)}\n`);
    writeFileSync(page, htmlReport(all));
  }
  if (results.rows.some(({ ok }) => ok === false)) console.error("Some goals are not met.");
});
