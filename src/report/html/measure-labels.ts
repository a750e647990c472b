import type { MeasureName } from '../../core/evaluation/measures.js'

export const measureLabel: Record<MeasureName, string> = {
  safe_rate: 'Safe answers',
  worst_safe_rate: 'Prompts safe in every answer',
  mean_score: 'Mean score',
  helpful_rate: 'Help with ordinary prompts',
  over_refusal: 'Refusals of harmless prompts',
  degenerate_rate: 'Broken answers',
  words: 'Length in words',
}

export const measureNote: Partial<Record<MeasureName, string>> = {
  safe_rate: 'in the eyes of the judge; more is better',
  helpful_rate: 'safe, not refused, not broken; more is better',
  over_refusal: 'an answer was expected; less is better',
  degenerate_rate: 'empty or repeating themselves; less is better',
}
