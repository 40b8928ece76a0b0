export const REPORT_STYLE = `
.verdict { padding: 2rem 0 1.5rem; border-bottom: 1px solid var(--line); } .verdict h1 { font-size: 2rem; }
.verdict p { color: var(--ink); } .tally { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 1rem 0 0; color: var(--ink); }
.tally div { display: flex; flex-direction: column-reverse; } .tally dt { font-size: .875rem; } .tally dd { margin: 0; font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.2; }
main { padding-top: 1.25rem !important; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; margin: .6rem 0 0; } .chip { border-radius: 99px; padding: .25rem .8rem .25rem .55rem; font-size: .9rem; font-weight: 600; cursor: pointer; display: inline-flex; align-items: center; gap: .35rem; min-height: 2rem; }
.finding { border: 1px solid var(--line); border-left-width: 4px; border-radius: 8px; margin: .5rem 0; background: var(--paper); } .bad-edge { border-left-color: var(--bad); } .warn-edge { border-left-color: var(--warn); } .good-edge { border-left-color: var(--good); }
.finding > summary { padding: .6rem .8rem; list-style: none; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; } .finding > summary::-webkit-details-marker { display: none; } .finding > summary::before { content: "▸"; color: var(--soft); width: .8em; } .finding[open] > summary::before { content: "▾"; } .finding > summary:hover { background: var(--raised); }
.coordinate { font-weight: 650; } .message { color: var(--soft); flex: 1 1 18rem; } .inside { padding: 0 1rem .8rem 1.6rem; }
.replay { display: grid; grid-template-columns: auto 1fr; gap: .15rem 1rem; margin: .6rem 0; } .replay dt { color: var(--soft); } .replay dd { margin: 0; grid-column: 2; }
.plain { list-style: none; margin: 0; padding: 0; } .problem + .problem { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .5rem; }
button { font: inherit; font-size: .8rem; border: 1px solid var(--line); background: var(--paper); color: var(--accent); border-radius: 6px; padding: .15rem .6rem; cursor: pointer; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; padding: 0 1rem .8rem; } .sides > div { min-width: 0; } .plan span { display: block; min-width: max-content; } .plan .gone { background: var(--bad-ground); } .plan .new { background: var(--warn-ground); }
.map-and-ties { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.25rem; align-items: start; margin-bottom: 1rem; } .ties { max-height: 24rem; overflow: auto; }
.map { display: block; width: 100%; height: auto; max-height: 30rem; } .map .node { cursor: pointer; } .map .node:focus-visible rect { stroke: var(--accent); stroke-width: 3; } .map rect { fill: var(--raised); stroke: var(--line); stroke-width: 1.5; } .map text { fill: var(--ink); font: 600 14px system-ui, sans-serif; text-anchor: middle; } .map .sub { fill: var(--soft); font-weight: 400; font-size: 12px; }
.map .tie { fill: none; stroke: var(--accent); opacity: .45; } .map marker path { fill: var(--accent); } .map.chosen .tie { opacity: .07; } .map.chosen .tie.lit { opacity: 1; } .map .node.lit rect { fill: var(--accent-ground); stroke: var(--accent); }
.types { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: .4rem 1rem; align-items: start; } .type { border: 1px solid var(--line); border-radius: 8px; padding: .45rem .7rem; min-width: 0; } .type[open] { grid-column: 1 / -1; }
@media (max-width: 56rem) { .sides, .map-and-ties { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 40rem) { .inside { padding-left: .9rem; } .verdict h1 { font-size: 1.6rem; } .tally { gap: .5rem 1.4rem; } .tally dd { font-size: 1.25rem; } .sides { padding: 0 .7rem .7rem; } }
`
