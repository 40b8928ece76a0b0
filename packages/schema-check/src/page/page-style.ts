/** What the report and the schema's documentation look like alike. Contrasts are those of WCAG AA, in light and in dark. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #111418); --paper: light-dark(#ffffff, #1a1e24); --raised: light-dark(#f0f2f5, #242a32);
  --ink: light-dark(#1b1f24, #e7eaee); --soft: light-dark(#57606a, #a3adb8); --line: light-dark(#d9dee4, #343b45);
  --accent: light-dark(#2456c6, #8db4ff); --accent-ground: light-dark(#e8effd, #1d2b47);
  --bad: light-dark(#b3261e, #ff9d94); --bad-ground: light-dark(#fdecea, #43201d);
  --warn: light-dark(#8a5300, #f2c063); --warn-ground: light-dark(#fff3dc, #3d2f12);
  --good: light-dark(#1a7037, #7ddb98); --good-ground: light-dark(#e6f5ea, #173420);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; margin: 0 0 .75rem; } h3 { font-size: 1rem; margin: 1rem 0 .4rem; }
p { margin: .4rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
code, pre { font-family: var(--mono); font-size: .875em; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .4rem 0; overflow: auto; max-height: 28rem; tab-size: 2; overflow-wrap: normal; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 9; }
.wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 0 0 1.25rem; }
.soft { color: var(--soft); } .small { font-size: .875rem; }
.badge { display: inline-block; border-radius: 99px; padding: .05rem .6rem; font-size: .8rem; font-weight: 600; white-space: nowrap; background: var(--raised); color: var(--soft); }
.bad { background: var(--bad-ground); color: var(--bad); } .warn { background: var(--warn-ground); color: var(--warn); } .good { background: var(--good-ground); color: var(--good); } .blue { background: var(--accent-ground); color: var(--accent); }
nav.bar { position: sticky; top: 0; z-index: 5; background: color-mix(in srgb, var(--paper) 92%, transparent); backdrop-filter: blur(8px); border-bottom: 1px solid var(--line); }
nav.bar .wrap { display: flex; gap: .25rem; overflow-x: auto; scrollbar-width: none; }
nav.bar a { padding: .8rem .7rem; text-decoration: none; color: var(--soft); white-space: nowrap; font-weight: 500; } nav.bar a:hover { color: var(--ink); }
input[type=search] { font: inherit; width: 100%; padding: .55rem .8rem; border-radius: 8px; border: 1px solid var(--line); background: var(--ground); color: var(--ink); }
table { border-collapse: collapse; width: 100%; font-size: .925rem; } th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } th { color: var(--soft); font-weight: 600; } th { white-space: nowrap; } td { overflow-wrap: break-word; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .wrap { padding: 0 .9rem; } .card { padding: 1rem; border-radius: 10px; } h1 { font-size: 1.35rem; } }
@media print { nav.bar, .tools, button { display: none !important; } body { background: #fff; } .card { break-inside: avoid; } pre { max-height: none; white-space: pre-wrap; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`
