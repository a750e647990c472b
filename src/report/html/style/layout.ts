export const layout = `
.masthead, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) }
.masthead { padding-top: clamp(2rem, 6vw, 4rem) }
.kicker { color: var(--soft); letter-spacing: .08em; text-transform: uppercase; font-size: .8rem; margin-bottom: .4rem }
.asked { font-size: 1.25rem; line-height: 1.45; margin: 1rem 0 1.5rem; max-width: 60ch; color: var(--soft) }
main > section { margin: 3.5rem 0; padding-top: 2rem; border-top: 1px solid var(--rule) }
main > .findings { margin-top: 2rem; padding-top: 0; border-top: 0 }
footer { color: var(--soft); font-size: .85rem; border-top: 1px solid var(--rule); padding-top: 1rem; padding-bottom: 3rem }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem }
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin: 1rem 0 }
.facts dt { font-size: .8rem; color: var(--soft) } .facts dd { margin: 0; overflow-wrap: anywhere }
.warnings { background: var(--unclear-ground); border: 1px solid var(--warn-rule); border-left-width: 6px; border-radius: 8px; padding: 1.1rem 1.4rem; margin: 2rem 0 }
.warnings h2 { font-size: 1.15rem; margin: 0 0 .5rem; font-family: var(--sans) }
.warnings ul { margin: 0; padding-left: 1.2rem } .warnings li { margin: .35rem 0; max-width: 80ch }
.lead { font-size: 1.35rem; line-height: 1.4 }
.headline { display: grid; grid-template-columns: minmax(12rem, 17rem) 1fr; gap: 2rem; align-items: start; margin-bottom: 2rem }
.figure-of-merit { background: var(--tone-ground); border-radius: 12px; padding: 1.3rem 1.5rem }
.figure-of-merit p { margin: 0 } .figure-of-merit .verdict { padding: 0; font-size: 1.05rem; margin-top: .5rem }
.big { font: 600 3.4rem/1.05 var(--serif); color: var(--tone) } .unit { font-size: 1.1rem }
.contents ul { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: .8rem 0; margin: 2.5rem 0 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule) }
.contents + section { border-top: 0; margin-top: 1.5rem }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 3rem }
.columns.narrow { grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1rem 2.5rem }
.scroll { overflow-x: auto; margin: 0 0 .6rem } .scroll tbody th { white-space: nowrap }
table { border-collapse: collapse; width: 100%; font-size: .93rem }
caption, .caption { text-align: left; font-weight: 600; padding: 0 0 .5rem; margin: 1.8rem 0 0; font-size: .93rem }
th, td { text-align: left; padding: .38rem .8rem .38rem 0; vertical-align: top; border-bottom: 1px solid var(--rule) }
thead th { font-size: .82rem; color: var(--soft); font-weight: 500; vertical-align: bottom }
tbody th { font-weight: 400 } .scroll td.num, .scroll th.num { white-space: nowrap }
.num { text-align: right } td.good, td.bad { color: var(--tone); font-weight: 600 } td.dim { color: var(--soft) }
tr.group th { padding-top: .9rem; font-weight: 600 } th small, td small, dt small { display: block }
.note { font-size: .88rem; color: var(--soft); margin-bottom: .3rem } .line { display: block }
.numbers tbody + tbody { border-top: 1px solid var(--rule) } .numbers tr > * { border-bottom: 0; vertical-align: middle }
.numbers .num { white-space: nowrap } .numbers tbody th { font-weight: 600; vertical-align: top } .numbers .chart { width: 34% }
.principles li { margin-bottom: .7rem; max-width: 72ch }
details > summary { cursor: pointer; width: fit-content } 
.chain { list-style: none; padding: 0 } .chain li { border-bottom: 1px solid var(--rule); padding: .45rem 0; display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between }
.chain p { margin: 0; flex: 1 1 14rem; max-width: none } .chain summary { color: var(--link); font-size: .88rem } .chain details[open] { flex-basis: 100% } .chain .from { color: var(--soft); font-size: .88rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.hashes { margin: .6rem 0 .6rem 1rem; font-size: .85rem } .hashes div { display: grid; grid-template-columns: 13rem 1fr; gap: 1rem; padding: .15rem 0 }
.hashes dd { margin: 0; overflow-wrap: anywhere }
li:target { background: var(--faint) }
@media (max-width: 44rem) {
  .headline { grid-template-columns: 1fr; gap: 1.2rem }
  .hashes div { grid-template-columns: 1fr; gap: 0 }
  .numbers thead, .numbers tfoot td:not(.chart) { display: none }
  .numbers, .numbers tbody, .numbers tfoot, .numbers caption { display: block }
  .numbers tr { display: grid; grid-template-columns: 8rem 1fr auto; gap: 0 .8rem; padding: .4rem 0 }
  .numbers tbody th, .numbers .chart { grid-column: 1 / -1; width: auto }
  .numbers tbody { padding-top: .8rem } .numbers td:nth-last-child(2) { grid-column: 1 / 3 } .numbers tr > * { padding-right: 0 }
  .numbers td.num { text-align: left } .numbers td small { display: inline; margin-left: .3rem }
}
`
