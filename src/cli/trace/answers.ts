/** Answers with what each judge said of them, principle by principle. */
import { figure, judgementText, responseText } from '../../core/log/words.js'
import type { Verdict } from '../../core/records.js'
import type { JudgedAnswer } from '../../engine/prompt-story.js'
import { type Page, shortId } from '../terminal/content-event.js'
import { body, heading } from './layout.js'

export function answersSection(answers: readonly JudgedAnswer[], page: Page): string {
  if (answers.length === 0) return ''
  const speakers = [...new Set(answers.map(({ by }) => by))].join(', ')
  return `${heading(answers.length === 1 ? 'ANSWER' : 'ANSWERS', `by ${speakers}`, page)}${answers
    .map((answer) => answerText(answer, page))
    .join('\n')}`
}

/** The texts of the principles that some verdict holds to be kept or broken. */
export function principlesSection(answers: readonly JudgedAnswer[], page: Page): string {
  const judgements = answers.flatMap((answer) => answer.judgements)
  const told = new Set(judgements.flatMap(({ critique }) => [...critique.violated, ...critique.upheld]))
  const principles = (judgements[0]?.constitution.principles ?? []).filter(({ id }) => told.has(id))
  if (principles.length === 0) return ''
  const texts = principles.map(({ id, text, weight }) =>
    body(`${id} (weight ${figure(weight)}): ${text}`, page),
  )
  return `${heading('PRINCIPLES AT STAKE', '', page)}${texts.join('')}`
}

function answerText({ candidate, judgements, label }: JudgedAnswer, page: Page): string {
  const { id, sample, finish, text } = candidate
  const facts = [shortId(id), `sample ${sample}`, finish === 'length' ? 'cut off' : ''].filter((part) => part)
  return [
    `  ${page.colours.cyan(facts.join(' · '))}\n`,
    body(text === '' ? '(an empty answer)' : text, page, 4),
    label === undefined ? '' : body(labelText(label), page, 4),
    ...judgements.map((judgement) => judgementSection(judgement, page)),
  ].join('')
}

/** `human:final_label: 2_full_refusal, which is good here`. */
function labelText({ judge, reason, answer }: Verdict): string {
  const meant = { upholds: ', which is good here', violates: ', which is bad here' }[String(answer)] ?? ''
  return `${judge}: ${reason ?? answer}${meant}`
}

function judgementSection(
  { by, verdicts, critique }: JudgedAnswer['judgements'][number],
  page: Page,
): string {
  const { colours } = page
  const paint = critique.safe === null ? colours.yellow : critique.safe ? colours.green : colours.red
  const telling = verdicts.filter(({ answer }) => answer !== 'not_applicable').map(responseText)
  const silent = verdicts.filter(({ answer }) => answer === 'not_applicable').map(({ question }) => question)
  return [
    paint(body(`${by}: ${judgementText(critique)}`, page, 4)),
    ...telling.map((text) => colours.dim(body(text, page, 6))),
    silent.length === 0 ? '' : colours.dim(body(`not applicable: ${silent.join(', ')}`, page, 6)),
  ].join('')
}
