export const charts = `
figure { margin: .8rem 0 1.6rem; min-width: 0 } figcaption { font-size: .9rem; font-weight: 600; margin-bottom: .5rem }
.plot { display: block; overflow: visible; fill: var(--tone, var(--soft)) }
.plot text { font: 12px var(--sans); fill: var(--soft); text-anchor: middle }
.plot text.first { text-anchor: start } .plot text.last { text-anchor: end }
.plot .grid { stroke: var(--rule) } .plot .zero { stroke: var(--soft) }
.plot .interval { stroke: var(--tone); stroke-width: 3; stroke-linecap: round; opacity: .55 }
.plot .ring { fill: var(--ground); stroke: var(--tone); stroke-width: 2.5 }
.plot rect { fill: var(--tone) } .bars text.count { font-size: 11px }
.ridge .median { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 2 }
.base.plot rect, .bars rect.base { opacity: .8 }
.curve { fill: none; stroke: var(--tone); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round }
.curve.train { stroke-width: 1.5 } .lines g { fill: var(--tone) } .lines .mark { transform: none }
.lines { display: grid; grid-template-columns: 3.6rem 1fr; gap: 0 .5rem }
.lines .scale { width: 100% } .lines .scale text { text-anchor: end; dominant-baseline: middle }
.lines .axis { grid-column: 2 } .flag { stroke: var(--good); stroke-width: 1.5; stroke-dasharray: 5 3 } .plot text.flag-text { fill: var(--good); font-weight: 600 }
.dots-row { display: grid; grid-template-columns: 6.5rem 1fr; gap: .5rem; align-items: center; margin-bottom: .5rem }
.dots-row p { margin: 0; font-size: .9rem; line-height: 1.3 } .dots-row small { display: block }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; margin: .3rem 0 .8rem; font-size: .88rem; font-weight: 400 }
.swatch { display: inline-block; width: .8rem; height: .8rem; background: var(--tone); border-radius: 3px; margin-right: .4rem }
.swatch.line { height: 3px; vertical-align: middle; width: 1.2rem }
`
