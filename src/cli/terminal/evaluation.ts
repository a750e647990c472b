import type { EvaluationView } from '../../report/evaluation-table.js'
import { layout, type Tone, wrapped } from '../../report/table.js'
import { coloursFor } from './colours.js'

/** The evaluation as a terminal shows it: the view says what matters, this side only colours it. */
export function evaluationInColour({ heading, tables, conclusion }: EvaluationView): string {
  const colours = coloursFor('stdout')
  const paint: Record<Tone, (text: string) => string> = {
    good: colours.green,
    bad: colours.red,
    dim: colours.dim,
    plain: (text) => text,
  }
  const lines = [...wrapped(heading, width)]
  for (const table of tables) {
    lines.push('', colours.bold(table.title))
    for (const row of layout(table))
      lines.push(
        row
          .map(({ text, tone }) => paint[tone](text))
          .join('  ')
          .trimEnd(),
      )
    for (const note of table.notes) lines.push(...wrapped(note, width).map((line) => colours.dim(line)))
  }
  const [main = '', ...rest] = conclusion
  lines.push('', ...wrapped(main, width).map((line) => colours.bold(line)))
  for (const sentence of rest) lines.push(...wrapped(sentence, width))
  return `${lines.join('\n')}\n`
}

const width = 90
