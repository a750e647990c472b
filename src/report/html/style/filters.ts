/** Filtering without a script: each choice hides the pairs that are not of its class or verdict. */
import { promptClasses } from '../../../core/records.js'

/** What a pair may be filtered by, in the order of the buttons. */
export const pairVerdicts = ['all', 'loss', 'unparsed', 'win', 'tie'] as const

const hides = ['class', 'verdict'].flatMap((name) =>
  (name === 'class' ? promptClasses : pairVerdicts)
    .filter((value) => value !== 'all')
    .map((value) => `.pairs:has(#${name}-${value}:checked) .pair:not(.${value})`),
)

const counts = ['all', ...promptClasses].flatMap((promptClass) =>
  pairVerdicts.map(
    (verdict) =>
      `.pairs:has(#class-${promptClass}:checked):has(#verdict-${verdict}:checked) .n-${promptClass}-${verdict}`,
  ),
)

export const filterRules = `
${hides.join(',\n')} { display: none }
.shown span { display: none }
${counts.join(',\n')} { display: inline }
.pairs:has(#marks:not(:checked)) :is(ins, del) { all: unset }
`
