export const DOCS_STYLE = `
.top { background: var(--paper); border-bottom: 1px solid var(--line); padding: 1.5rem 0 1.1rem; }
.columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 0 2rem; align-items: start; padding-top: 1.25rem; }
html { scroll-padding-top: 1rem; }
.side { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: .5rem .25rem 1rem; } .side h2 { font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: var(--soft); margin: 1.1rem 0 .3rem; }
.side ul { list-style: none; margin: 0; padding: 0; } .side li a { display: block; padding: .12rem .4rem; text-decoration: none; color: inherit; font-size: .9rem; border-radius: 6px; } .side li a:hover { background: var(--raised); } .contents > summary { display: none; }
.entry { content-visibility: auto; contain-intrinsic-size: auto 14rem; } .entry:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); } .entry h3 { margin: 0 0 .5rem; font-size: 1.05rem; }
.members { margin: .6rem 0 0; } .members > div { border-top: 1px solid var(--line); padding: .5rem 0; display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1rem; } .members dt code:first-child { font-weight: 650; } .members dd { margin: 0; } .members dd p { margin: 0 0 .2rem; }
.example { margin-top: .6rem; } .example summary { color: var(--accent); font-weight: 500; } button { font: inherit; font-size: .85rem; border: 1px solid var(--line); background: var(--paper); color: var(--accent); border-radius: 6px; padding: .2rem .7rem; cursor: pointer; }
@media (max-width: 52rem) { .columns { grid-template-columns: minmax(0, 1fr); } .side { position: static; max-height: none; } .contents > summary { display: list-item; padding: .4rem 0; font-weight: 500; } .contents[open] { max-height: 60vh; overflow-y: auto; } .side li a { padding: .45rem .4rem; } .members > div { grid-template-columns: minmax(0, 1fr); } }
`
