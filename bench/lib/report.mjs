/** The results as text: a table for the terminal, and the one in docs/performance.md. */

import { withMedian } from "./loss-median.mjs";

const number = (value) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
const range = (quartiles) => (quartiles === undefined ? "" : ` (${quartiles.map(number).join(" to ")})`);
const figure = (summary, unit) =>
  summary === undefined ? "" : `${`${number(summary.median)} ${unit}`.trim()}${range(summary.quartiles)}`;

const columns = {
  work: ({ name, device }) => `${name} [${device}]`,
  ours: ({ ours, unit }) => figure(ours, unit),
  peer: ({ peer, peerNote, theirs }) => {
    const count = theirs?.threads;
    const threads = count === undefined ? "" : `${count} thread${count === 1 ? "" : "s"}`;
    const notes = [peerNote, peerNote?.includes("thread") ? "" : threads].filter(Boolean).join(", ");
    return peer === undefined ? "" : `${peer}${notes && ` (${notes})`}`;
  },
  theirs: ({ theirs, unit, absent }) => (absent === undefined ? figure(theirs, unit) : `not timed: ${absent}`),
  "ours / theirs": ({ ratio, ratioQuartiles }) =>
    ratio === undefined ? "" : `${number(ratio)}${range(ratioQuartiles)}`,
  goal: ({ goal, ratio, unit }) =>
    goal === undefined ? "" : `≤ ${goal}${ratio === undefined ? ` ${unit}` : ""}`.trim(),
  met: ({ ok }) => (ok === undefined ? "" : ok ? "yes" : "no"),
};

/** The rows as text: a line of titles, then a line for each row; columns that all rows leave empty are left out. */
export function tableOf(rows) {
  const used = Object.entries(columns).filter(([, cell]) => rows.some((row) => cell(row) !== ""));
  return [used.map(([title]) => title), ...rows.map((row) => used.map(([, cell]) => cell(row)))];
}

/** Results of one run by suite, each with all that its figures were taken on and with. */
export function bySuite({ rows, ...context }) {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  return Object.fromEntries(
    suites.map((suite) => [suite, { ...context, rows: rows.filter((row) => row.suite === suite) }]),
  );
}

/**
 * Results of some works of a suite with the rows of the others as they were stored.
 * @throws Error when the stored ones were taken on another machine
 */
export function withKept(results, stored) {
  const isSame = (known) => known.machine.cpu === results.machine.cpu && known.machine.cores === results.machine.cores;
  const suites = Object.values(bySuite(results)).flatMap(({ rows }) => {
    const known = stored[rows[0].suite];
    if (known === undefined) return rows;
    if (!isSame(known))
      throw new Error(`${rows[0].suite}: the stored rows are of a ${known.machine.cpu}: run all of it`);
    const renewed = new Set(rows.map(({ name }) => name));
    return withMedian([...known.rows.filter(({ name }) => !renewed.has(name)), ...rows]);
  });
  return { ...results, rows: suites };
}

/** Results for the terminal: one block a suite. */
export function textReport(results) {
  const blocks = Object.entries(bySuite(results)).map(([suite, { rows }]) => {
    const lines = tableOf(rows);
    const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
    const text = lines.map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    );
    return [`## ${suite}`, ...text].join("\n");
  });
  return [...blocks, contextText(results)].join("\n\n");
}

/** A suite's results as Markdown, under a heading of its own. */
function markdownBlock(suite, results) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...lines] = tableOf(results.rows);
  const table = [line(head), line(head.map(() => "---")), ...lines.map(line)].join("\n");
  return `### ${suite}\n\n${contextText(results)}\n\n${table}`;
}

/** When and on what the figures were taken. */
export function contextText({ date, machine, versions }) {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date}. ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}. ${used.join(", ")}. Medians with quartiles.`;
}

const begin = "<!-- benchmarks: begin (npm run bench -- --write) -->";
const end = "<!-- benchmarks: end -->";

const introduction = `# Performance

What \`npm run bench\` measures, and what it gave last. Competitors run in processes of their own and take turns, so that
whatever else the machine does falls on all alike; a ratio is the median over the rounds of ours divided by theirs. Equal
work is proved before anything is timed: the same initial weights (a formula), the same batches, and the losses of the first
steps must agree. PyTorch is timed with 1 and 2 threads, with OpenBLAS in two settings and with the system's BLAS; the goal
is judged against the fastest.

- **steps**: forward pass, gradients and Adam of a whole step. Ours is \`fit\`, with its batches gathered, losses read and
  checked; the peers' loops take batches that lie ready and read the loss of each step.
- **ops**: single operations with their gradients. What is computed stays where it was computed, on all sides; its sum is
  read. Before that every result is compared: some of its numbers, and their mean size.
- **compile**: in a fresh process each time.
- **growth**: the exponent of a power law through medians: time to compile over the layers of a network, time of a step over
  the size of the batch. 1 is proportional.
- **overhead**: the part of an epoch of \`fit\` outside ONNX Runtime.
- **memory**: the most that some training steps take of resident memory, above what the library and the data take, in fresh
  processes (Linux only); and resident memory of a long training.
- **web**: the step of the convnet in headless Chromium. A software adapter (SwiftShader) is no GPU: it is named.
- **losses**: value and gradient of every loss at about a million elements. As in a training step the gradient stays where
  it was computed, on all sides: it is summed up there, and the sum is read.

\`npm run bench -- steps --json\` prints one suite as JSON. With \`--write\` the tables of the suites that ran are renewed
here, and bench/report.json and bench/report.html with them; each suite keeps the date and machine of its own run.
`;

/** docs/performance.md with new results between its markers: the tables of other suites and the text around them are kept. */
export function withResults(document, results) {
  const block = (kept) => {
    const fresh = Object.entries(bySuite(results)).map(([suite, own]) => [suite, markdownBlock(suite, own)]);
    const blocks = [...new Map([...kept, ...fresh]).values()];
    return `${begin}\n\n${blocks.join("\n\n")}\n\n${end}`;
  };
  if (document === undefined) return `${introduction}\n## Results\n\n${block([])}\n`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error("docs/performance.md: the markers around the results are missing");
  const kept = blocksOf(document.slice(from + begin.length, to));
  return `${document.slice(0, from)}${block(kept)}${document.slice(to + end.length)}`;
}

/** The suites' blocks by name. Text before the first was one context for all: each block is given it. */
function blocksOf(text) {
  const [shared = "", ...blocks] = text.split(/^### /m).map((part) => part.trim());
  return blocks.map((block) => {
    const [name, ...lines] = block.split("\n");
    const body = lines.join("\n").trim();
    return [name, `### ${name}\n\n${shared === "" ? body : `${shared}\n\n${body}`}`];
  });
}
