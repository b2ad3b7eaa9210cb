// The style sheet of the report.
import { Markup } from './markup.ts';

/** The style sheet of the report: light and dark, for wide and narrow screens. */
export const STYLE: Markup = new Markup(`
:root {
  --paper: #fbfbfa; --card: #fff; --ink: #1c2024; --faint: #687076; --rule: #e3e5e8;
  --plain: #d9822b; --sluice: #0f8f86; --good: #18794e; --good-paper: #ddf3e4; --bad: #cd2b31; --bad-paper: #ffe5e5;
  --established: #3e63dd; --close-wait: #cd2b31; --time-wait: #9a9fa6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151718; --card: #1d2022; --ink: #ecedee; --faint: #9ba1a6; --rule: #313538;
    --plain: #f0a04b; --sluice: #2dc2b5; --good: #4cc38a; --good-paper: #113123; --bad: #ff6369; --bad-paper: #3c181a;
    --established: #849dff; --close-wait: #ff6369; --time-wait: #787f85;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 70rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .5rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 0; padding-top: 1rem; border-top: 1px solid var(--rule); }
h4 { font-size: .95rem; margin: 1.5rem 0 .25rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: .15em; }
.sum { font-size: 1.15rem; }
.faint { color: var(--faint); font-size: .9rem; overflow-wrap: anywhere; }
.finding { border-left: 3px solid var(--sluice); padding-left: .75rem; font-weight: 600; }
.overview caption { text-align: left; color: var(--faint); font-size: .85rem; padding-bottom: .5rem; }
.overview th, .overview td, .overview thead tr:last-child th:first-child { text-align: left; white-space: normal; }
.overview th:first-child { min-width: 14rem; }
.overview td:not(.verdict) { width: 16%; min-width: 7.5rem; }
.overview .verdict { min-width: 4rem; }
.bar { display: flex; align-items: center; gap: .4em; font-size: .8rem; line-height: 1.25; white-space: nowrap; }
.bar i { flex: none; height: .7em; min-width: 2px; border-radius: 2px; background: var(--mark); }
section {
  background: var(--card); border: 1px solid var(--rule); border-radius: .75rem; padding: 1.25rem; margin: 1.5rem 0;
}
.pass, .fail { font-size: .78em; padding: .1em .5em; border-radius: 1em; white-space: nowrap; }
.pass { color: var(--good); background: var(--good-paper); }
.fail { color: var(--bad); background: var(--bad-paper); }
.untried { color: var(--faint); }
b.untried { font-size: .78em; padding: .1em .5em; border-radius: 1em; border: 1px dashed var(--faint); white-space: nowrap; }
p.untried { border-left-color: var(--faint); }
.why { display: block; margin-top: .25rem; color: var(--faint); font-size: .95em; }
.factor { color: var(--faint); font-size: .75rem; line-height: 1.2; }
.code { display: grid; gap: .75rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); margin: 1rem 0; }
pre { margin: 0; padding: .6rem .75rem; border-radius: .5rem; background: var(--paper); border: 1px solid var(--rule); white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; line-height: 1.45; }
.code figure { max-width: none; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .85rem; color: var(--faint); margin: 0 0 .5rem; }
.key::before {
  content: ''; display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .4em;
  background: var(--mark);
}
.plain { --mark: var(--plain); } .sluice { --mark: var(--sluice); }
.established { --mark: var(--established); } .closeWait { --mark: var(--close-wait); } .timeWait { --mark: var(--time-wait); }
.bars, .charts { display: grid; gap: 1.25rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.bars { margin: 1rem 0; align-items: start; }
figure { margin: 0; min-width: 0; max-width: 34rem; }
figcaption { font-size: .85rem; font-weight: 600; margin-bottom: .35rem; }
.states figcaption { font-weight: 400; margin: 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
svg text { fill: var(--ink); font-size: 12px; }
svg .label { fill: var(--faint); }
svg .figure { font-variant-numeric: tabular-nums; }
svg .tick { fill: var(--faint); font-size: 10px; }
svg .end { text-anchor: end; }
svg rect { fill: var(--mark); }
svg .line { fill: none; stroke: var(--mark); stroke-width: 1.75; stroke-linejoin: round; }
svg .line.timeWait { stroke-dasharray: 3 2; }
svg .grid { stroke: var(--rule); fill: none; stroke-dasharray: 2 3; }
svg .axis { stroke: var(--faint); fill: none; }
.scroll { overflow-x: auto; margin: 1.5rem 0 .75rem; }
table { border-collapse: collapse; font-size: .85rem; line-height: 1.35; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--rule); }
td:not(.verdict) { white-space: nowrap; }
thead th { font-weight: 600; vertical-align: bottom; color: var(--faint); }
thead tr:first-child th[colspan] { text-align: center; border-bottom: 0; padding-bottom: 0; }
th:first-child { text-align: left; min-width: 9rem; }
thead tr:last-child th:first-child { text-align: right; min-width: 0; }
tbody th { font-weight: 400; }
.ours { font-weight: 600; color: var(--sluice); }
.verdict { text-align: left; min-width: 13rem; }
thead tr:first-child th:last-child { text-align: left; }
@media (max-width: 40rem) {
  section { padding: 1rem .85rem; } h1 { font-size: 1.6rem; }
  .pair { grid-template-columns: 1fr; }
  .stacks, .stacks tbody, .stacks tr, .stacks th, .stacks td, .stacks caption { display: block; width: auto; min-width: 0; }
  .stacks thead { display: none; }
  .stacks tr { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .stacks tbody th { border: 0; padding: 0 0 .25rem; font-weight: 600; white-space: normal; }
  .stacks td, .stacks td:not(.verdict), .overview.stacks td:not(.verdict) {
    display: flex; gap: .75rem; justify-content: space-between; width: auto; padding: .1rem 0; border: 0; white-space: normal;
  }
  .stacks td[data-label]::before { content: attr(data-label); color: var(--faint); text-align: left; flex: 0 1 auto; }
  .stacks td.verdict, .overview.stacks td[data-label] { display: block; }
  .overview.stacks td[data-label]::before { display: block; }
  .overview.stacks td.none { display: none; }
}
@media print { section { break-inside: avoid; } }
`);
