import type { CouldShow } from '../core/evaluation/planned.js'
import { points } from './figures.js'

/** `600 prompts could show a difference of 3.7 points when 10% of the verdicts change, 5.3 when 20% do, …` */
export function plannedText({ prompts, differences }: CouldShow): string {
  const seen = differences.flatMap(({ discordance, smallest_difference: smallest }) =>
    smallest === null ? [] : { share: `${points(discordance)}%`, size: (smallest * 100).toFixed(1) },
  )
  const [first, ...rest] = seen
  if (first === undefined)
    return `${prompts} evaluation prompts are too few to show any difference four times in five.`
  const others = rest.map(({ share, size }) => `, ${size} when ${share} do`).join('')
  return `${prompts} evaluation prompts could show a difference of ${first.size} points when ${first.share} of the verdicts change${others} (exact McNemar, four times in five).`
}
