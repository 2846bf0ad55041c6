/** bench/report.html: every suite's results as plots and a table, in one file. */
import { plotGrowth, plotRatios } from "./plots.mjs";
import { contextText, tableOf } from "./report.mjs";

/** Widths the plots are drawn at; the page shows the one that fits. */
const widths = { narrow: 340, wide: 820 };

const css = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1e293b; --soft: #64748b; --line: #e2e8f0; --met: #15803d; --missed: #c2410c; --open: #2563eb; --goal: #7c3aed; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f172a; --ink: #e2e8f0; --soft: #94a3b8; --line: #334155; --met: #4ade80; --missed: #fb923c; --open: #60a5fa; --goal: #c4b5fd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 900px; padding: 1rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .3rem; } h3 { font-size: 1rem; font-weight: 600; margin: 1rem 0 0; }
p { margin: .3rem 0; } .soft { color: var(--soft); font-size: .85rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem .9rem; } a { color: var(--open); }
.key { display: flex; flex-wrap: wrap; gap: 0 1rem; } .key span { white-space: nowrap; } .dot::before { content: "●"; margin-right: .3em; } .tick::before { content: "|"; font-weight: 700; margin-right: .3em; }
.met { color: var(--met); } .missed { color: var(--missed); } .open { color: var(--open); } .goal { color: var(--goal); }
.scroll { overflow-x: auto; } table { min-width: 46rem; border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); } td:first-child { min-width: 12rem; }
details { margin: .6rem 0; } summary { cursor: pointer; }
svg { display: block; max-width: 100%; height: auto; } svg [aria-label$="grid"] { stroke: var(--line); stroke-opacity: 1; }
.wide { display: none; } @media (min-width: 860px) { .wide { display: block; } .narrow { display: none; } }
`;

const escaped = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** @param suites by name: { date, machine, versions, rows } */
export function htmlReport(suites) {
  const names = Object.keys(suites);
  const links = names.map((name) => `<a href="#${escaped(name)}">${escaped(name)}</a>`).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>lossmith: benchmarks</title>
<style>${css}</style>
</head>
<body>
<h1>lossmith: benchmarks</h1>
<p>Time of lossmith divided by time of a peer that does the same work, on a logarithmic axis: left of 1 lossmith is faster. Bars are quartiles.</p>
<p class="key"><span class="dot met">goal met</span><span class="dot missed">goal missed</span><span class="dot open">no goal</span><span class="tick goal">goal</span></p>
<nav>${links}</nav>
${names.map((name) => section(name, suites[name])).join("\n")}
</body>
</html>
`;
}

function section(name, results) {
  const { rows } = results;
  const ratios = rows.filter(({ ratio }) => ratio !== undefined);
  const curves = rows.filter(({ curve }) => curve !== undefined);
  const judged = rows.filter(({ ok }) => ok !== undefined);
  const met = judged.filter(({ ok }) => ok).length;
  const goals = judged.length === 0 ? "" : `<p>${met} of ${judged.length} goals met.</p>`;
  const plots = [
    ...(ratios.length === 0 ? [] : [atWidths((width) => plotRatios(ratios, width))]),
    ...curves.map(
      (row) =>
        `<h3>${escaped(row.name)} ${row.ours.median.toFixed(2)}</h3>${atWidths((width) => plotGrowth(row, width))}`,
    ),
  ];
  const [head, ...lines] = tableOf(rows);
  const cells = (line, tag) => `<tr>${line.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  const table = `<div class="scroll"><table><thead>${cells(head, "th")}</thead><tbody>${lines.map((line) => cells(line, "td")).join("\n")}</tbody></table></div>`;
  return `<section id="${escaped(name)}">
<h2>${escaped(name)}</h2>
<p class="soft">${escaped(contextText(results))}</p>
${goals}
${plots.join("\n")}
<details${rows.length > 20 && plots.length > 0 ? "" : " open"}><summary>Table (${rows.length} rows)</summary>${table}</details>
</section>`;
}

function atWidths(draw) {
  return Object.entries(widths)
    .map(([name, width]) => `<div class="${name}">${draw(width)}</div>`)
    .join("");
}
