/** What a contamination says in plain words. A lower bound is called one wherever its figures are printed. */
import type { ContaminationCounts } from './contamination.js'

/** Every count, zeros too: a search that found nothing is a result. */
export function contaminationSentence(counts: ContaminationCounts): string {
  const { evaluation_prompts: prompts, training_rows: rows, short_prompts: short } = counts
  const whole =
    short === 0 ? '' : `; under 8 words and found whole: ${counts.short_prompts_found} of ${short}`
  return (
    `Evaluation prompts: ${prompts}, looked for in ${rows} training ${rows === 1 ? 'row' : 'rows'}, answers included. ` +
    `Sharing 13 words in a row with a training row: ${counts.shares_13_gram}; 8 words: ${counts.shares_8_gram}${whole}; ` +
    `near-duplicates of a training prompt: ${counts.near_duplicates}. At least: a prompt in other words passes.`
  )
}

/** Said when anything was found: how much, and which words most often. */
export function contaminationWarning(counts: ContaminationCounts): string | undefined {
  const { shares_8_gram: shared, short_prompts_found: short, near_duplicates: near } = counts
  const found = [
    ...(shared > 0 ? [`${shared} ${shared === 1 ? 'shares' : 'share'} 8 words in a row with one`] : []),
    ...(short > 0 ? [`${short} under 8 words ${short === 1 ? 'stands' : 'stand'} whole in one`] : []),
    ...(near > 0 ? [`${near} ${near === 1 ? 'is' : 'are'} nearly a training prompt`] : []),
  ]
  if (found.length === 0) return undefined
  const [most] = counts.most_shared
  const words =
    most && most.evaluation_prompts > 1 ? ` Most often: “${most.words}” (${most.evaluation_prompts}).` : ''
  return `${warningStart} of ${counts.evaluation_prompts}, ${found.join(', ')}.${words}`
}

const warningStart = 'Evaluation prompts stand in training rows, at least in part:'

/** Whether a warning says in short what `contaminationSentence` says with every count. */
export const isContaminationWarning = (warning: string) => warning.startsWith(warningStart)
