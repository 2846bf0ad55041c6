import { confusionSection } from "./confusion.ts";
import { curves, normCurves } from "./curves.ts";
import type { EpochRecord, ReportData, SummaryRow } from "./data.ts";
import { findings } from "./findings.ts";
import { count, duration, figure, flatten, metricText, percent, title, words } from "./format.ts";
import { type Content, html, type Markup, trusted } from "./markup.ts";
import { mistakeCards } from "./mistakes.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/**
 * A run as one self-contained HTML page: curves, confusion matrix, costly mistakes, norms, model, settings. It needs no
 * network, follows the reader's light or dark theme and leaves out what the run has no data for.
 */
export async function renderReport(run: ReportData): Promise<string> {
  const { confusion, classNames, mistakes, norms, summary = [], config = {} } = run;
  const sections = [
    section("curves", "Learning curves", curves(run), epochTable(run.history)),
    section("confusion", "Confusion matrix", confusionSection(confusion, classNames)),
    section("mistakes", "Costliest mistakes", await mistakeCards(mistakes, classNames)),
    section("norms", "Weights and gradients", normCurves(norms)),
    section("model", "Model", summaryTable(summary)),
    section("settings", "Settings", settingsTable(config)),
  ].filter((each) => each !== undefined);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${[run.title, ...shortFigures(run)].join(" · ")}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<p class="eyebrow">Training report</p>
<h1>${run.title}</h1>
${run.subtitle !== undefined && html`<p class="subtitle">${run.subtitle}</p>`}
${run.finishedAt !== undefined && html`<p class="when"><time datetime="${run.finishedAt}">${when(run.finishedAt)}</time></p>`}
${headline(run)}
${findingList(run)}
</header>
<main>
${sections}
${sections.length === 0 && html`<p class="aside">The run recorded nothing yet.</p>`}
</main>
<footer>Made by lossmith. This page is complete in itself and loads nothing.</footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function section(id: string, name: string, ...parts: readonly Content[]): Markup | undefined {
  if (parts[0] === undefined) return undefined;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${name}</h2>
${parts}</section>
`;
}

function shortFigures({ headline: { figures } }: ReportData): string[] {
  return Object.entries(figures).map(([name, value]) => `${name} ${metricText(name, value)}`);
}

function headline({ headline: { figures, on = "test", seconds, parameters, steps } }: ReportData): Markup | undefined {
  const cards: [string, string][] = [
    ...Object.entries(figures).map(([name, value]): [string, string] => [
      `${title(on)} ${words(name)}`,
      metricText(name, value),
    ]),
    ...(seconds === undefined ? [] : [["Training time", duration(seconds)] as [string, string]]),
    ...(parameters === undefined ? [] : [["Parameters", count(parameters)] as [string, string]]),
    ...(steps === undefined ? [] : [["Steps", count(steps)] as [string, string]]),
  ];
  if (cards.length === 0) return undefined;
  return html`<dl class="figures">${cards.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function findingList(run: ReportData): Markup | undefined {
  const found = findings(run);
  return found.length === 0
    ? undefined
    : html`<ul class="findings">${found.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function when(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${date.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`;
}

/** The numbers behind the curves, folded away. */
function epochTable(history: readonly EpochRecord[]): Markup | undefined {
  if (history.length === 0) return undefined;
  const metrics = (all: readonly (EpochRecord["metrics"] | undefined)[]): string[] => [
    ...new Set(all.flatMap((each) => Object.keys(each ?? {}))),
  ];
  const columns: [string, (record: EpochRecord) => string | undefined][] = [
    ["Loss", ({ loss }) => figure(loss)],
    ["Validation loss", ({ validation }) => text("loss", validation?.loss)],
    ...metrics(history.map((record) => record.metrics)).map((name): (typeof columns)[number] => [
      title(name),
      (record) => text(name, record.metrics?.[name]),
    ]),
    ...metrics(history.map(({ validation }) => validation?.metrics)).map((name): (typeof columns)[number] => [
      `Validation ${words(name)}`,
      ({ validation }) => text(name, validation?.metrics?.[name]),
    ]),
    ["Learning rate", ({ learningRate }) => (learningRate === undefined ? undefined : figure(learningRate))],
    ["Time", ({ seconds }) => (seconds === undefined ? undefined : duration(seconds))],
  ];
  const filled = columns.filter(([, value]) => history.some((record) => value(record) !== undefined));
  return html`<details><summary>Every epoch in numbers</summary><div class="scroll"><table class="plain numbers"><caption class="unseen">Figures by epoch</caption>
<thead><tr><th scope="col">Epoch</th>${filled.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${history.map(
    (
      record,
    ) => html`<tr><th scope="row">${record.epoch}</th>${filled.map(([, value]) => html`<td>${value(record) ?? "–"}</td>`)}</tr>
`,
  )}</tbody></table></div></details>`;
}

function text(name: string, value: number | undefined): string | undefined {
  return value === undefined ? undefined : metricText(name, value);
}

function summaryTable(rows: readonly SummaryRow[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
  return html`<div class="scroll"><table class="plain model"><caption class="unseen">Layers of the network</caption>
<thead><tr><th scope="col">Layer</th><th scope="col">Output shape</th><th scope="col" class="right">Parameters</th><th scope="col" class="share">Share</th></tr></thead>
<tbody>${rows.map(({ layer, outputShape, parameters }) => {
    const share = total === 0 ? 0 : parameters / total;
    return html`<tr><th scope="row">${layer}</th><td>${outputShape.length === 0 ? "scalar" : outputShape.join(" × ")}</td><td class="right">${parameters === 0 ? "–" : count(parameters)}</td><td class="share">${parameters > 0 && html`<span class="bar" style="--share:${(share * 100).toFixed(1)}%"></span>${percent(share, 1)}`}</td></tr>
`;
  })}</tbody>
<tfoot><tr><th scope="row">Total</th><td></td><td class="right">${count(total)}</td><td></td></tr></tfoot></table></div>`;
}

function settingsTable(config: Readonly<Record<string, unknown>>): Markup | undefined {
  const rows = flatten(config);
  if (rows.length === 0) return undefined;
  return html`<div class="settings"><table class="plain"><caption class="unseen">Options of the run</caption>
<tbody>${rows.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>
`,
  )}</tbody></table></div>`;
}
