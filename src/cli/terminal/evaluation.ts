import { type EvaluationView, evaluationText } from '../../report/evaluation-table.js'
import type { Tone } from '../../report/table.js'
import { coloursFor } from './colours.js'

/** The evaluation as a terminal shows it: the view says what matters, this side only colours it. */
export function evaluationInColour(view: EvaluationView): string {
  const colours = coloursFor('stdout')
  const tones: Record<Tone, (text: string) => string> = {
    good: colours.green,
    bad: colours.red,
    dim: colours.dim,
    strong: colours.bold,
    plain: (text) => text,
  }
  return evaluationText(view, lineLength(), (text, tone) => tones[tone](text))
}

/** Prose as wide as the terminal, up to what the eye still follows. */
function lineLength(): number {
  return Math.min(process.stdout.columns ?? 80, 100)
}
