export const pairs = `
.filters { display: flex; flex-wrap: wrap; gap: .6rem 1.4rem; align-items: end; background: var(--faint); border-radius: 10px; padding: .8rem 1.1rem; margin-bottom: 1.5rem }
.choice { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: .1rem 1rem } .choice legend { font-size: .8rem; color: var(--soft); padding: 0 }
.choice label { cursor: pointer; padding: .25rem 0 } .choice input { accent-color: var(--tuned); width: 1.05rem; height: 1.05rem; vertical-align: -.15rem; margin: 0 .35rem 0 0 }
.shown { margin: 0 0 .25rem auto; font-weight: 600 }
.pair { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 1rem 1.2rem 1.1rem; margin-bottom: 1.1rem; content-visibility: auto; contain-intrinsic-size: auto 15rem }
.pair header { display: flex; flex-wrap: wrap; gap: .2rem .9rem; align-items: center; font-size: .88rem; color: var(--soft) }
.pair h3 { margin: 0; font-size: .95rem } .pair header .id { margin-left: auto; font-size: .75rem; overflow-wrap: anywhere }
.prompt { font: 1.12rem/1.5 var(--serif); margin: .6rem 0 .9rem; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 75ch }
.prompt small { display: block; font-family: var(--sans) }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1.6rem }
.side { min-width: 0; border-left: 3px solid var(--rule); padding-left: .9rem } .side + .side { border-left-color: var(--tuned) }
h4 small { margin-left: .5rem }
.answer { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 70ch; unicode-bidi: isolate } .answer.none { color: var(--soft); font-style: italic }
.broken { color: var(--bad); font-size: .88rem; margin: .5rem 0 0 }
ins, del { text-decoration-thickness: 2px; text-underline-offset: .2em; border-radius: 3px; padding: 0 1px; box-decoration-break: clone; -webkit-box-decoration-break: clone }
ins { background: var(--ins); text-decoration: underline var(--tuned) } del { background: var(--del); text-decoration: underline dotted var(--between) }
.pair > details { margin-top: .8rem; font-size: .93rem } .pair > details > summary { color: var(--link) } .other { margin: .8rem 0 0; padding-left: .9rem; border-left: 3px solid var(--rule) }
details.long > summary { list-style: none; width: auto } details.long > summary::-webkit-details-marker { display: none }
.more { color: var(--link); text-decoration: underline; margin-left: .3rem } details[open] > summary .more { display: none } .cut { display: block; color: var(--soft); font-style: italic }
@media (max-width: 44rem) { .sides { grid-template-columns: 1fr } .pair { padding: .9rem 1rem } .shown { margin-left: 0 } }
`
