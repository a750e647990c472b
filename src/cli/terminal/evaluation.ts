import { type EvaluationView, evaluationText } from '../../report/evaluation-table.js'
import { coloursFor } from './colours.js'
import { tones } from './tones.js'

/** The evaluation as a terminal shows it: the view says what matters, this side only colours it. */
export function evaluationInColour(view: EvaluationView): string {
  const paint = tones(coloursFor('stdout'))
  return evaluationText(view, lineLength(), (text, tone) => paint[tone](text))
}

/** Prose as wide as the terminal, up to what the eye still follows. */
function lineLength(): number {
  return Math.min(process.stdout.columns ?? 80, 100)
}
