/** The page's style sheet. Colours are variables; the dark theme only changes those. Text has a contrast of at least 4.5. */
export const style = `
:root {
  --page: #faf9f6; --card: #fff; --ink: #1b2130; --muted: #5b6372; --rule: #e5e2da; --soft: #f1efe9;
  --train: #2a63d4; --validation: #d3571c; --rate: #7a4fc9; --hit: #15805f; --missed: #c8401f; --on-deep: #fff; --on-mid: #1b2130;
  --line-0: #2a63d4; --line-1: #d3571c; --line-2: #15805f; --line-3: #a3368f; --line-4: #8a6a00; --line-5: #0f7f95; --line-6: #c22c4e; --line-7: #59616f;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11141b; --card: #191d27; --ink: #e9ebf1; --muted: #a0a8b8; --rule: #2c3240; --soft: #222734;
    --train: #7fabff; --validation: #ff9e64; --rate: #c0a2ff; --hit: #4ccfa2; --missed: #ff8364; --on-deep: #10131a; --on-mid: #10131a;
    --line-0: #7fabff; --line-1: #ff9e64; --line-2: #4ccfa2; --line-3: #f08be0; --line-4: #e6c65a; --line-5: #62d0e6; --line-6: #ff8aa5; --line-7: #b4bccb;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1160px; padding: 3.5rem 1.5rem 2rem; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
h1 { font-size: clamp(2rem, 5vw, 3rem); line-height: 1.1; letter-spacing: -0.025em; font-weight: 700; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; letter-spacing: -0.01em; margin-bottom: 1rem; }
h3 { font-size: 1rem; margin-bottom: .6rem; }
.eyebrow { color: var(--train); font-size: .8rem; font-weight: 650; letter-spacing: .09em; text-transform: uppercase; margin-bottom: .5rem; }
.subtitle { color: var(--muted); font-size: 1.1rem; margin-top: .7rem; }
.when, .aside, .unit { color: var(--muted); font-size: .9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 1px; margin-top: 2rem; background: var(--card); border: 1px solid var(--rule); border-radius: 14px; overflow: hidden; }
.figures div { box-shadow: 0 0 0 1px var(--rule); padding: 1.1rem 1.3rem; display: flex; flex-direction: column; }
.figures dt { color: var(--muted); font-size: .87rem; }
.figures dd { font-size: 1.75rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.3; white-space: nowrap; }
.figures div:first-child dd { color: var(--train); }
.findings { list-style: none; margin-top: 1.3rem; display: grid; gap: .35rem; max-width: 78ch; }
.findings li { padding-left: 1.2rem; position: relative; }
.findings li::before { content: ""; position: absolute; left: .1rem; top: .62em; width: .42rem; height: .42rem; border-radius: 50%; background: var(--train); }
section { margin-top: 3.4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 1.2rem; }
.chart, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 14px; }
.chart { padding: 1rem 1.1rem .7rem; min-width: 0; }
.chart figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .6rem; }
.chart small { color: var(--muted); }
.legend { margin-left: auto; display: flex; flex-wrap: wrap; gap: .1rem .9rem; color: var(--muted); font-size: .87rem; }
.legend i, .tip i { display: inline-block; width: .65rem; height: .65rem; border-radius: 50%; margin-right: .4rem; }
.canvas { position: relative; border-radius: 8px; }
.canvas:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--train); outline-offset: 3px; }
.plot { display: block; width: 100%; height: auto; max-width: 100%; --plot-background: var(--card); color: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; overflow: visible; }
.plot [aria-label$="tick label"] { fill: var(--muted); }
.plot [aria-label="y-grid"] { stroke: var(--rule); stroke-opacity: 1; }
.unit { text-align: center; margin-top: -.2rem; }
.tip { position: absolute; top: 1.6rem; z-index: 1; pointer-events: none; background: var(--card); border: 1px solid var(--rule); border-radius: 9px; padding: .45rem .7rem; font-size: .85rem; line-height: 1.5; box-shadow: 0 4px 18px rgb(0 0 0 / .14); white-space: nowrap; }
.tip div { display: flex; align-items: center; }
.tip span { margin-left: auto; padding-left: 1rem; font-weight: 600; }
.tip[hidden] { display: none; }
.wide { grid-column: 1 / -1; }
.wide .canvas { overflow-x: auto; }
.wide .plot { min-width: 760px; }
details { margin-top: 1.1rem; }
summary { cursor: pointer; color: var(--muted); font-size: .95rem; width: fit-content; }
details[open] summary { margin-bottom: .7rem; }
.scroll { position: relative; overflow-x: auto; min-width: 0; }
table { border-collapse: collapse; }
caption { color: var(--muted); font-size: .9rem; text-align: left; padding-bottom: .6rem; }
.plain { width: 100%; font-size: .95rem; }
.plain th, .plain td { text-align: left; font-weight: 400; padding: .42rem .9rem .42rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
.plain thead th { color: var(--muted); font-size: .87rem; white-space: nowrap; }
.plain tbody th { font-weight: 550; }
.plain tfoot th, .plain tfoot td { font-weight: 650; border: 0; }
.plain .right, .numbers th, .numbers td { text-align: right; }
.numbers td, .numbers th { padding-left: .6rem; }
.model .share { width: 30%; min-width: 150px; color: var(--muted); padding-left: 1.6rem; white-space: nowrap; }
.bar { display: inline-block; vertical-align: middle; width: 4.2rem; height: .5rem; border-radius: 99px; margin-right: .6rem; background: linear-gradient(to right, var(--hit) var(--share), var(--soft) var(--share)); }
.bar.miss { background: linear-gradient(to right, var(--missed) var(--share), var(--soft) var(--share)); }
.model .bar { width: 60%; background: linear-gradient(to right, var(--train) var(--share), var(--soft) var(--share)); }
.confusion { display: grid; grid-template-columns: minmax(0, max-content) minmax(250px, 1fr); gap: 1.5rem 2.5rem; align-items: start; }
.heat { border-collapse: separate; border-spacing: 3px; font-size: .87rem; }
.heat td { min-width: 2.9rem; height: 2.3rem; text-align: center; border-radius: 6px; background: var(--soft); }
.heat th { font-weight: 600; padding: 0 .4rem; }
.heat tbody th { text-align: right; white-space: nowrap; }
.heat.long thead th:not(:first-child):not(.recall) { height: 6.2rem; vertical-align: bottom; padding: 0 0 .3rem; }
.heat.long thead th:not(.recall) span:not(.unseen) { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; font-weight: 600; max-height: 9rem; overflow: hidden; text-overflow: ellipsis; }
.heat .hit { background: color-mix(in oklab, var(--hit) var(--depth), var(--card)); font-weight: 600; }
.heat .miss { background: color-mix(in oklab, var(--missed) var(--depth), var(--card)); }
.heat .deep { color: var(--on-deep); }
.heat .mid { color: var(--on-mid); }
.recall { white-space: nowrap; }
.heat td.recall { background: none; text-align: right; padding-left: .6rem; }
.heat th.recall { text-align: right; vertical-align: bottom; color: var(--muted); font-weight: 400; padding-right: 0; }
.pairs ol { list-style: none; display: grid; gap: .45rem; font-size: .95rem; }
.pairs li { display: grid; grid-template-columns: 1fr 5.5rem 2.6rem; align-items: center; gap: .6rem; }
.pairs .bar { width: 100%; margin: 0; }
.pairs .n { text-align: right; }
.mistakes { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 1rem; }
.card { padding: .8rem; position: relative; font-size: .9rem; }
.card img { display: block; width: 100%; height: auto; border-radius: 8px; background: var(--soft); margin-bottom: .7rem; }
.card img.pixels { image-rendering: pixelated; }
.card dl div { display: flex; flex-wrap: wrap; gap: 0 .5rem; }
.card dt { color: var(--muted); }
.card dd { margin-left: auto; font-weight: 600; text-align: right; overflow-wrap: anywhere; }
.card .wrong { color: var(--missed); }
.place { position: absolute; top: 1.2rem; left: 1.2rem; padding: 0 .4rem; border-radius: 5px; font-size: .75rem; background: rgb(0 0 0 / .62); color: #fff; }
.settings { columns: 2 420px; column-gap: 2.5rem; }
.settings table { border-collapse: separate; border-spacing: 0; }
.settings td { overflow-wrap: anywhere; font-family: ui-monospace, "Cascadia Code", "SF Mono", Menlo, monospace; font-size: .87rem; }
.settings th { width: 45%; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: .85rem; }
@media (max-width: 860px) { .confusion { grid-template-columns: minmax(0, 1fr); } body { padding-top: 2rem; } }
@media (max-width: 480px) { body { padding-inline: 1rem; } .figures { grid-template-columns: 1fr 1fr; } .figures dd { font-size: 1.35rem; } .mistakes { grid-template-columns: 1fr 1fr; } .heat td { min-width: 2.4rem; } }
@media print { body { max-width: none; padding: 0; } .chart, .card, tr { break-inside: avoid; } section { margin-top: 2rem; } details { display: none; } }
`;
