/** The style of the page; every colour stands beside a word or symbol of the same meaning. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0;
  --pass: #1a6d33; --fail: #b3261e; --open: #8a5a00; --link: #0b57b7;
  --fault: #ffe3e0; --sent: #7a838d; --ok: #0b6bcb; --refused: #c2570c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --raised: #1e2329; --ink: #e4e7eb; --soft: #9da7b3; --line: #363d46;
    --pass: #6fd18a; --fail: #ff8a80; --open: #e8b44c; --link: #7db7ff;
    --fault: #5a1f1b; --sent: #949ea9; --ok: #64b0ff; --refused: #ffa25e;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 76rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
p, ul, ol, dl, dd, figure, pre, h1, h2, h3 { margin: 0; }
ul, ol { padding: 0; list-style: none; }
h1 { font-size: clamp(1.5rem, 5vw, 2.25rem); line-height: 1.2; padding: .25rem 0 .25rem 1rem; border-left: .375rem solid; }
h1.pass { color: var(--pass); } h1.fail { color: var(--fail); } h1.inconclusive { color: var(--open); }
h2 { font-size: 1.375rem; margin: 3rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: 2rem 0 .5rem; }
.breach h3 { font-size: .9375rem; margin: 1rem 0 .375rem; }
a { color: var(--link); }
code, pre { font: .8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; unicode-bidi: isolate; }
pre {
  padding: .625rem .75rem; max-height: 26rem; overflow: auto; contain: paint;
  background: var(--raised); border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap;
}
:focus-visible { outline: .1875rem solid var(--link); outline-offset: .125rem; }
.muted, .kicker { color: var(--soft); font-size: .875rem; }
.kicker { margin-bottom: .5rem; }
.tally { margin: .75rem 0 1rem; font-size: 1.0625rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts > div { display: grid; grid-template-columns: 7.5rem 1fr; gap: .75rem; padding: .125rem 0; }
dt { color: var(--soft); }
.causes { display: grid; gap: .75rem; }
.causes li { padding: .5rem .875rem; border-left: .25rem solid var(--fail); background: var(--raised); contain: paint; }
.verdict { white-space: nowrap; font-weight: 600; }
.verdict.pass { color: var(--pass); } .verdict.fail { color: var(--fail); } .verdict.inconclusive { color: var(--open); }
.verdict.not-exercised, .verdict.note { color: var(--soft); }
.said { margin-bottom: .25rem; }

table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; font-weight: inherit; }
thead th { white-space: nowrap; overflow-wrap: normal; color: var(--soft); font-size: .875rem; border-bottom: 2px solid var(--line); }
.clauses tbody { border-bottom: 1px solid var(--line); }
.clauses tbody:target { box-shadow: inset .25rem 0 var(--link); }
.clauses tbody > tr > th { font-weight: 700; width: 3.5rem; padding-left: .5rem; }
.clauses tr > td:nth-child(2) { width: 8.5rem; }
.clauses .evidence > td { padding: 0 0 .75rem .5rem; }
.title { font-weight: 600; }
.notes { padding-left: 1.125rem; list-style: disc; font-size: .9375rem; contain: paint; }
#filter { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin: 1rem 0; }
#filter[hidden] { display: none; }
fieldset { display: flex; flex-wrap: wrap; gap: .25rem 1rem; border: 0; margin: 0; padding: 0; }
legend { float: left; padding: 0; margin-right: 1rem; color: var(--soft); }
fieldset label { white-space: nowrap; }
input, button { font: inherit; color: inherit; }
input[type=search], button { background: var(--raised); border: 1px solid var(--soft); border-radius: .25rem; padding: .25rem .625rem; }
input[type=search] { width: 14rem; max-width: 100%; }
button { cursor: pointer; flex: none; font-size: .875rem; }
output { color: var(--soft); font-size: .875rem; }

summary { cursor: pointer; padding: .25rem 0; }
.breach { margin-top: .25rem; padding: .25rem .875rem; border-left: .25rem solid var(--fail); contain: paint; }
.breach[open] { padding-bottom: .875rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 1.25rem; }
.sides > section { min-width: 0; }
.headers { font-size: .8125rem; padding: .25rem 0 .5rem; }
.headers > div { display: flex; flex-wrap: wrap; gap: 0 .75rem; }
mark { background: var(--fault); color: inherit; font-weight: 700; text-decoration: underline; text-underline-offset: .1875rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
mark::before { content: "▶ " / "part at fault: "; color: var(--fail); display: inline-block; }
mark::after { content: " ◀" / ""; color: var(--fail); display: inline-block; }
.command { display: flex; gap: .625rem; align-items: flex-start; margin-top: .375rem; }
.command pre { flex: 1; min-width: 0; max-height: 10rem; }
.breaches { display: grid; gap: 1rem; }

.checks th, .checks td { font-size: .9375rem; }
.checks tbody tr { border-bottom: 1px solid var(--line); }
.checks tbody th { width: 20%; }
.checks .number { min-width: 5.5rem; font-variant-numeric: tabular-nums; }
.checks .unit { min-width: 8rem; }
.checks .why { width: 32%; contain: paint; }
tr.not-exercised { color: var(--soft); }
.scroll { overflow-x: auto; max-height: 26rem; margin: .5rem 0; }
.numbers { width: auto; min-width: min(100%, 30rem); font-size: .9375rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.numbers tbody tr { border-bottom: 1px solid var(--line); }
.numbers th, .numbers td { padding: .25rem 1.25rem .25rem 0; white-space: nowrap; }
.numbers td, .numbers thead th:not(:first-child) { text-align: right; }
.numbers tbody th { white-space: normal; min-width: 8rem; max-width: 24rem; }

.legend { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; font-size: .875rem; margin-bottom: .5rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.swatch { width: 2.25rem; height: .625rem; flex: none; }
.legend b { width: 1.25rem; text-align: center; }
.plot { --gutter: 4.25rem; padding: 0 1.25rem 0 var(--gutter); min-width: 0; font-size: .8125rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.plot .legend, .y-label { margin-left: calc(-1 * var(--gutter)); }
.legend { color: var(--ink); }
.y-label { margin-bottom: .75rem; }
.x-label { margin-top: 2rem; text-align: center; }
.canvas { display: block; width: 100%; height: clamp(11rem, 26vw, 16rem); border-left: 1px solid var(--soft); border-bottom: 1px solid var(--soft); overflow: visible; }
.canvas text { fill: currentColor; }
.y-tick { text-anchor: end; }
.x-tick, .sign { text-anchor: middle; }
.canvas .sign { font-size: 1rem; }
.sign.pass, .legend .pass { fill: var(--pass); color: var(--pass); } .sign.fail, .legend .fail { fill: var(--fail); color: var(--fail); }
.lines { overflow: visible; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem 2rem; margin-bottom: 1rem; }
.pair > * { min-width: 0; }
.plot path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.thin { stroke: var(--sent); stroke-width: 1; }
.high { stroke: var(--refused); stroke-width: 2; stroke-dasharray: 9 3; }
.grid { stroke: var(--line); stroke-width: 1; }
.sent { stroke: var(--sent); stroke-width: 1.5; }
.ok { stroke: var(--ok); stroke-width: 3; }
.refused { stroke: var(--refused); stroke-width: 2.5; stroke-dasharray: 2 4; }
.ceiling { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 10 5; }
.hint { fill: transparent; }
.hint:hover { fill: var(--soft); fill-opacity: .18; }

@media (max-width: 56rem) {
  .checks, .checks tbody, .checks tr, .checks tbody th, .checks td { display: block; width: auto; padding: 0; }
  .checks thead, .clauses thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .checks tr { padding: .625rem 0; }
  .checks td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .checks .why { width: auto; }
}
@media (max-width: 44rem) {
  .facts > div { grid-template-columns: 1fr; gap: 0; padding: .25rem 0; }
  .clauses, .clauses tbody { display: block; border-top: 1px solid var(--line); }
  .clauses tbody { padding: .5rem 0; }
  .clauses tbody[hidden] { display: none; }
  .clauses tr { display: grid; grid-template-columns: 3.5rem 1fr; }
  .clauses tbody > tr > th, .clauses td { width: auto; padding: .125rem 0 0 .25rem; }
  .clauses td:nth-child(3), .clauses .evidence > td { grid-column: 1 / -1; }
  .command { flex-direction: column; align-items: stretch; }
}
@media (forced-colors: active) {
  .plot path { stroke: CanvasText; }
  .grid { stroke: GrayText; }
}
@media print {
  :root {
    --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb;
    --pass: #000; --fail: #000; --open: #000; --link: #000; --fault: #eee; --sent: #888; --ok: #000; --refused: #444;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  #filter, .copy { display: none; }
  pre, .scroll, .command pre { max-height: none; overflow: visible; }
  .clauses tbody > tr:first-child, .causes li, .plot, h2, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
