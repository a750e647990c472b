/** Why a selection came to nothing, and what to do about it. */
import { LatticeError } from './errors.js'
import type { NotSelected } from './policies.js'

/** @param dropped reason → how many prompts it left out */
export function nothingSelected(dropped: ReadonlyMap<NotSelected, number>): LatticeError {
  const reasons = [...dropped].sort(([, a], [, b]) => b - a)
  const prompts = reasons.reduce((total, [, count]) => total + count, 0)
  const [commonest] = reasons
  if (commonest === undefined)
    return new LatticeError('Nothing was selected: no prompt has a candidate.', {
      hint: hints['no candidate'],
    })
  const told = reasons.map(([reason, count]) => `${reason} (${count})`).join(', ')
  return new LatticeError(
    `Nothing was selected from ${prompts} ${prompts === 1 ? 'prompt' : 'prompts'}: ${told}.`,
    { hint: hints[commonest[0]] },
  )
}

const moreVaried = 'more or more varied answers (generate.n, generate.temperature)'
const alike = `The critic tells these answers not apart: take another critic or critique.style, or ${moreVaried}.`
const tooLow = `Take a better generator, ${moreVaried}, or lower dataset.min_score.`

const hints: Record<NotSelected, string> = {
  'no candidate': 'Generate answers first.',
  'every candidate is truncated or empty':
    'Answers that were cut are never trained on: raise generate.max_new_tokens. `lattice logs show` prints them.',
  'no candidate has a score': 'Take a critic that answers as asked, or another critique.style.',
  'score and reason contradict each other': 'Leave drop_contradictions off, or take another critic.',
  'best answer below the minimum score': tooLow,
  'no good answer': tooLow,
  'fewer than two different scored answers': `A pair needs two answers: ${moreVaried}.`,
  'best and worst score are equal': alike,
  'difference below the margin': `Lower select.dpo.margin, or ask for ${moreVaried}.`,
}
