/** What every example is started with: its options, its results.json, and the table in its README. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * Runs an example: `node main.mjs [--short] [--seed N] [--out FOLDER]`. The full form writes results.json and pictures beside the
 * program and renews the table in its README; the short form writes to --out alone.
 * @param url import.meta.url of the program
 * @param body gets `{ short, seed, file }`, `file(name)` being where a picture goes (undefined: nowhere); gives the figures:
 *   rows by name, each of columns by name, numbers or `{ mean, sd }`
 */
export async function example(url, body) {
  const folder = dirname(fileURLToPath(url));
  const { values } = parseArgs({
    options: {
      short: { type: "boolean", default: false },
      seed: { type: "string", default: "0" },
      out: { type: "string" },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`--seed: expected a whole number from 0, got "${values.seed}"`);
  const out = values.out === undefined ? (values.short ? undefined : folder) : resolve(values.out);
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const start = performance.now();
  const figures = await body({
    short: values.short,
    seed,
    file: (name) => (out === undefined ? undefined : join(out, name)),
  });
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  const command = `npm run examples -- ${basename(folder)}${values.short ? " --short" : ""}${seed === 0 ? "" : ` --seed ${seed}`}`;
  const results = { command, seed, seconds, figures };
  if (out !== undefined) writeFileSync(join(out, "results.json"), `${JSON.stringify(results, rounded, 2)}\n`);
  if (out === folder) {
    const readme = join(folder, "README.md");
    writeFileSync(readme, withTable(readFileSync(readme, "utf8"), JSON.parse(JSON.stringify(results, rounded))));
  }
  console.log(table(figures));
  console.log(`\n${seconds} s`);
}

/** Mean and standard deviation (of a sample) over seeds. */
export function spread(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Five significant digits: more would be noise. */
function rounded(_, value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

const [begin, end] = ["<!-- results: written by the program -->", "<!-- end of results -->"];

/** A README whose table is that of the results. */
export function withTable(readme, { command, seconds, figures }) {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md: expected "${begin}" and "${end}"`);
  const text = `\n\n${table(figures)}\n\n\`${command}\`: ${seconds} s.\n\n`;
  return `${readme.slice(0, from + begin.length)}${text}${readme.slice(to)}`;
}

/** Figures as a Markdown table. */
export function table(figures) {
  const columns = [...new Set(Object.values(figures).flatMap((row) => Object.keys(row)))];
  const rows = Object.entries(figures).map(
    ([name, row]) => `| ${name} | ${columns.map((column) => (column in row ? cell(row[column]) : "")).join(" | ")} |`,
  );
  return [`| | ${columns.join(" | ")} |`, `|---|${columns.map(() => "---:|").join("")}`, ...rows].join("\n");
}

function cell(value) {
  if (typeof value === "object") {
    const digits = Math.max(0, Math.min(4, 3 - Math.floor(Math.log10(Math.abs(value.mean) || 1))));
    return `${value.mean.toFixed(digits)} ± ${value.sd.toFixed(digits)}`;
  }
  return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value);
}
