/** What each model answered to an evaluation prompt, side by side where there is room. */
import { judgementText } from '../../core/log/words.js'
import type { EvaluationStory, JudgedAnswer } from '../../engine/prompt-story.js'
import { cleanText } from '../terminal/clean-text.js'
import { beside, roomBeside } from '../terminal/columns.js'
import { type Page, shortId } from '../terminal/content-event.js'
import { markedWords } from '../terminal/word-marks.js'
import { wrap } from '../terminal/wrap.js'
import { heading } from './layout.js'

const indent = 4

/** Sample by sample; the words that only a tuned answer has, or only the base's, are marked. */
export function evaluationSection(stories: readonly EvaluationStory[], page: Page): string {
  const [base] = stories
  if (!base) return ''
  const samples = base.evaluation.samples.map(({ sample, decoding }) => {
    const title = `${page.colours.cyan(`sample ${sample}, ${decoding}`)}\n`
    return `  ${title}${sampleText(stories, sample, page)}`
  })
  const ids = stories.map(({ evaluation }) => `${evaluation.model} ${shortId(evaluation.id)}`).join(' · ')
  return `${heading('EVALUATION', ids, page)}${samples.join('\n')}`
}

function sampleText(stories: readonly EvaluationStory[], sample: number, page: Page): string {
  const answers = stories.map(({ answers: all }) => all.find(({ candidate }) => candidate.sample === sample))
  const before = answers[0]?.candidate.text ?? ''
  const side = roomBeside(stories.length, page.width - indent)
  const room = side ?? page.width - indent
  const columns = stories.map(({ evaluation }, index) => {
    const answer = answers[index]
    return answer
      ? columnOf({ model: evaluation.model, answer, before, isBase: index === 0, room, page })
      : []
  })
  const lines = side === null ? columns.flat() : beside(columns, side)
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('')
}

function columnOf({
  model,
  answer,
  before,
  isBase,
  room,
  page: { colours },
}: {
  model: string
  answer: JudgedAnswer
  before: string
  isBase: boolean
  room: number
  page: Page
}): string[] {
  const own = cleanText(answer.candidate.text)
  const text = isBase ? own : markedWords(cleanText(before), own, colours).after
  const judged = answer.judgements.flatMap(({ by, critique, verdicts }) => {
    const paint = critique.safe === null ? colours.yellow : critique.safe ? colours.green : colours.red
    const reasons = verdicts.flatMap(({ answer: said, reason }) =>
      reason && said !== 'not_applicable' ? [reason] : [],
    )
    const telling = [`${by}: ${judgementText(critique)}.`, ...reasons].join(' ')
    return wrap(cleanText(telling), room).map((line) => paint(line))
  })
  return [colours.bold(model), ...wrap(text, room), ...judged]
}
