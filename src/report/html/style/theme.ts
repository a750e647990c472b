/** Colours and type. Each colour that carries text has a contrast of at least 4.5 to its ground, each mark 3. */
export const theme = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf8; --card: #ffffff; --ink: #1c1b1a; --soft: #57534e; --rule: #e2ded8; --faint: #f3f0eb;
  --link: #1d4f91; --good: #17643a; --bad: #b3261e; --unclear: #6b5b00;
  --good-ground: #e6f3ea; --bad-ground: #fbe9e7; --unclear-ground: #fbf3d0; --warn-rule: #c08a00;
  --base: #78716c; --between: #b45309; --tuned: #1d5fbf;
  --ins: #d9ecff; --del: #ffe3d6;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, "Liberation Serif", Georgia, serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", "DejaVu Sans Mono", Menlo, monospace;
}
@media (prefers-color-scheme: dark) { :root {
  --ground: #171615; --card: #201f1d; --ink: #ece9e4; --soft: #b0aaa2; --rule: #3a3733; --faint: #292724;
  --link: #8fbcf5; --good: #7fd6a0; --bad: #ff9d91; --unclear: #e6cf66;
  --good-ground: #1c3326; --bad-ground: #40211e; --unclear-ground: #362f14; --warn-rule: #d9a521;
  --base: #a8a29e; --between: #e8974a; --tuned: #6fa8f5;
  --ins: #1d3a5c; --del: #55301f;
} }
* { box-sizing: border-box }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 var(--sans); font-variant-numeric: tabular-nums }
h1, h2, .lead, .asked { font-family: var(--serif) }
h1 { font-size: clamp(2rem, 6vw, 3rem); line-height: 1.1; margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem }
h3 { font-size: 1.05rem; margin: 2.2rem 0 .6rem }
h4 { font-size: .95rem; margin: 0 0 .4rem }
p { margin: 0 0 .9rem; max-width: 72ch }
small { font-size: .82em; color: var(--soft); font-weight: 400 }
a { color: var(--link); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--tuned); outline-offset: 2px; border-radius: 3px }
code, pre { font-family: var(--mono); font-size: .88em }
pre { background: var(--faint); padding: .9rem 1rem; border-radius: 8px; overflow: auto; max-height: 32rem }
.id { color: var(--soft) }
.good { --tone: var(--good); --tone-ground: var(--good-ground) }
.bad { --tone: var(--bad); --tone-ground: var(--bad-ground) }
.unclear { --tone: var(--unclear); --tone-ground: var(--unclear-ground) }
.plain { --tone: var(--soft); --tone-ground: var(--faint) }
.base { --tone: var(--base) } .between { --tone: var(--between) } .tuned { --tone: var(--tuned) }
.train { --tone: var(--base) } .validation { --tone: var(--tuned) }
.verdict { display: inline-block; padding: .05rem .55rem; border-radius: 99px; background: var(--tone-ground); color: var(--tone); font-size: .85rem; font-weight: 600; white-space: nowrap }
`
