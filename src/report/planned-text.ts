import { type CouldShow, couldShow, enoughPrompts } from '../core/evaluation/planned.js'
import { points } from './figures.js'

/** `600 prompts could show a difference of 3.7 points when 10% of the verdicts change, 5.3 when 20% do, …` */
export function plannedText(shows: CouldShow): string {
  const more = shows.prompts < enoughPrompts ? ` ${enoughText()}` : ''
  return `${shows.prompts} evaluation ${shows.prompts === 1 ? 'prompt' : 'prompts'} could show ${sizesText(shows)} (exact McNemar, four times in five).${more}`
}

function sizesText({ differences, at_best }: CouldShow): string {
  const [first, ...rest] = differences.flatMap(({ discordance, smallest_difference: smallest }) =>
    smallest === null ? [] : { share: `${points(discordance)}%`, size: (smallest * 100).toFixed(1) },
  )
  if (first === undefined) {
    if (at_best === null) return 'no difference at all'
    return `only differences of about ${points(at_best)} points, and those when all changes go one way`
  }
  const others = rest.map(({ share, size }) => `, ${size} when ${share} do`).join('')
  return `a difference of ${first.size} points when ${first.share} of the verdicts change${others}`
}

/** Of 200, at the middle one of the shares that are looked at. */
function enoughText(): string {
  const { discordance, smallest_difference } = couldShow(enoughPrompts).differences[1]!
  return `${enoughPrompts} could show about ${points(smallest_difference ?? 0)} when ${points(discordance)}% of the verdicts change.`
}
