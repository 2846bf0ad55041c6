/** The results as text: a table for the terminal, and the one in docs/performance.md. */

const number = (value) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
const range = (quartiles) => (quartiles === undefined ? "" : ` (${quartiles.map(number).join(" to ")})`);
const figure = (summary, unit) =>
  summary === undefined ? "" : `${number(summary.median)} ${unit}${range(summary.quartiles)}`;

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
  goal: ({ goal, ratio, unit }) => (goal === undefined ? "" : `≤ ${goal}${ratio === undefined ? ` ${unit}` : ""}`),
  met: ({ ok }) => (ok === undefined ? "" : ok ? "yes" : "no"),
};

/** Results for the terminal: one block a suite. */
export function textReport({ machine, versions, rows }) {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  const blocks = suites.map((suite) => {
    const own = rows.filter((row) => row.suite === suite);
    const used = Object.entries(columns).filter(([, cell]) => own.some((row) => cell(row) !== ""));
    const lines = [used.map(([title]) => title), ...own.map((row) => used.map(([, cell]) => cell(row)))];
    const widths = used.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
    const text = lines.map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    );
    return [`## ${suite}`, ...text].join("\n");
  });
  return [...blocks, context({ machine, versions })].join("\n\n");
}

/** The same as Markdown. */
function markdownReport({ machine, versions, rows, date }) {
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  const tables = suites.map((suite) => {
    const own = rows.filter((row) => row.suite === suite);
    const used = Object.entries(columns).filter(([, cell]) => own.some((row) => cell(row) !== ""));
    const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    const head = [line(used.map(([title]) => title)), line(used.map(() => "---"))];
    return [`### ${suite}`, "", ...head, ...own.map((row) => line(used.map(([, cell]) => cell(row))))].join("\n");
  });
  return [`${date}. ${context({ machine, versions })}`, ...tables].join("\n\n");
}

function context({ machine, versions }) {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}. ${used.join(", ")}. Medians with quartiles.`;
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
- **compile**: in a fresh process each time.
- **overhead**: the part of an epoch of \`fit\` outside ONNX Runtime.
- **memory**: resident memory of a long training.
- **losses**: value and gradient of every loss at about a million elements. As in a training step the gradient stays where
  it was computed, on all sides: it is summed up there, and the sum is read.

\`npm run bench -- steps --json\` prints one suite as JSON.
`;

/** docs/performance.md with new results between its markers; text around them is kept. */
export function withResults(document, results) {
  const block = `${begin}\n\n${markdownReport(results)}\n\n${end}`;
  if (document === undefined) return `${introduction}\n## Results\n\n${block}\n`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error("docs/performance.md: the markers around the results are missing");
  return `${document.slice(0, from)}${block}${document.slice(to + end.length)}`;
}
