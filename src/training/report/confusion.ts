import { count, percent } from "./format.ts";
import { html, type Markup } from "./markup.ts";

/** Classes beyond this make cells too small to read; the pairs and the hardest classes remain. */
const widest = 26;
const listed = 8;

/** Share of the examples of each class that were recognised; NaN for classes without examples. */
export function recalls(confusion: readonly (readonly number[])[]): number[] {
  return confusion.map((row, label) => (row[label] ?? 0) / row.reduce((sum, n) => sum + n, 0));
}

/** The heat map with counts and recall, and the pairs that are confused most. */
export function confusionSection(
  confusion: readonly (readonly number[])[] | undefined,
  classNames: readonly string[] | undefined,
): Markup | undefined {
  if (confusion === undefined || confusion.length === 0) return undefined;
  const nameOf = (label: number): string => classNames?.[label] ?? String(label);
  return html`<div class="confusion">${
    confusion.length <= widest ? heatMap(confusion, nameOf) : hardest(confusion, nameOf)
  }${pairs(confusion, nameOf)}</div>`;
}

function heatMap(confusion: readonly (readonly number[])[], nameOf: (label: number) => string): Markup {
  const labels = [...confusion.keys()];
  const misses = confusion.flatMap((row, label) => row.filter((_, predicted) => predicted !== label));
  const worst = Math.max(1, ...misses);
  const recall = recalls(confusion);
  const long = labels.some((label) => nameOf(label).length > 3);
  const cell = (label: number, predicted: number): Markup => {
    const n = confusion[label]?.[predicted] ?? 0;
    if (n === 0) return html`<td><span class="unseen">0</span></td>`;
    const hit = label === predicted;
    // Misses are few beside hits: they get a scale of their own, and its square root, so that single ones show.
    const depth = hit ? 25 + 75 * (recall[label] as number) ** 4 : 12 + 63 * Math.sqrt(n / worst);
    const title = hit
      ? `${nameOf(label)}: ${count(n)} recognised (${percent(recall[label] as number, 1)})`
      : `${nameOf(label)} taken for ${nameOf(predicted)}: ${count(n)}`;
    return html`<td class="${hit ? "hit" : "miss"}${depth > 60 && (depth > 85 ? " deep" : " mid")}" style="--depth:${Math.round(depth)}%" title="${title}">${count(n)}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="heat${long && " long"}">
<caption>True class by row, predicted class by column</caption>
<thead><tr><th scope="col"><span class="unseen">True class</span></th>${labels.map((label) => html`<th scope="col"><span>${nameOf(label)}</span></th>`)}<th scope="col" class="recall">Recall</th></tr></thead>
<tbody>${labels.map(
    (
      label,
    ) => html`<tr><th scope="row">${nameOf(label)}</th>${labels.map((predicted) => cell(label, predicted))}${recallCell(recall[label] as number)}</tr>
`,
  )}</tbody></table></div>`;
}

function recallCell(recall: number): Markup {
  if (Number.isNaN(recall)) return html`<td class="recall">none seen</td>`;
  return html`<td class="recall"><span class="bar" style="--share:${(recall * 100).toFixed(1)}%"></span>${percent(recall, 1)}</td>`;
}

/** For many classes: those recognised least. */
function hardest(confusion: readonly (readonly number[])[], nameOf: (label: number) => string): Markup {
  const rows = recalls(confusion)
    .map((recall, label) => ({ recall, label }))
    .filter(({ recall }) => !Number.isNaN(recall))
    .sort((a, b) => a.recall - b.recall)
    .slice(0, 20);
  return html`<table class="plain"><caption>Hardest of ${confusion.length} classes</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="recall">Recall</th></tr></thead>
<tbody>${rows.map(({ recall, label }) => html`<tr><th scope="row">${nameOf(label)}</th>${recallCell(recall)}</tr>`)}</tbody></table>`;
}

function pairs(confusion: readonly (readonly number[])[], nameOf: (label: number) => string): Markup | undefined {
  const all = confusion
    .flatMap((row, label) => row.map((n, predicted) => ({ label, predicted, n })))
    .filter(({ label, predicted, n }) => n > 0 && label !== predicted)
    .sort((a, b) => b.n - a.n)
    .slice(0, listed);
  const [worst] = all;
  if (worst === undefined) return html`<p class="aside">Nothing was taken for something else.</p>`;
  return html`<div class="pairs"><h3>Confused most</h3><ol>${all.map(
    ({ label, predicted, n }) =>
      html`<li><span><b>${nameOf(label)}</b> taken for <b>${nameOf(predicted)}</b></span><span class="bar miss" style="--share:${((100 * n) / worst.n).toFixed(0)}%"></span><span class="n">${count(n)}</span></li>`,
  )}</ol></div>`;
}
