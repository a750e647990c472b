export const probes = `
.probe { border-left: 3px solid var(--rule); padding-left: .9rem; margin: 1rem 0 1.4rem; break-inside: avoid-page }
.probe .prompt { margin: 0 0 .4rem; font-size: 1.02rem } .probe ol { list-style: none; padding: 0; margin: 0 }
.probe li { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1.2rem; padding: .35rem 0; border-top: 1px solid var(--rule) }
.probe .when { margin: 0; font-size: .88rem; color: var(--soft) } .probe .when small { display: block }
.probe details { padding: .35rem 0; border-top: 1px solid var(--rule) } .probe details > summary { color: var(--link); font-size: .88rem }
.probe .long { padding: 0; border: 0 }
@media (max-width: 44rem) { .probe li { grid-template-columns: 1fr } .probe .when small { display: inline; margin-left: .5rem } }
`
