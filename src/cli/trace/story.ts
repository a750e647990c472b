/** A record's story, told in the order it happened: the prompt, the answers, what was said of them, what became of them. */
import { conversation, figure } from '../../core/log/words.js'
import type { NotSelected } from '../../core/policies.js'
import type { PromptStory, RowStory, SelectionStory } from '../../engine/prompt-story.js'
import { type Page, shortId } from '../terminal/content-event.js'
import { answersSection, principlesSection } from './answers.js'
import { evaluationSection } from './evaluation.js'
import { body, heading } from './layout.js'
import { probesSection } from './probes.js'

/** The candidates that the story is about; null means all of the prompt's. */
export type Focus = ReadonlySet<string> | null

export function storyText(story: PromptStory, focus: Focus, page: Page): string {
  const isMeant = (id: string) => focus === null || focus.has(id)
  const answers = story.answers.filter(({ candidate }) => isMeant(candidate.id))
  const selections = story.selections.filter(({ selection }) => touches(selection, isMeant))
  const rows = story.rows.filter(({ row }) => 'dropped' in row || row.candidates.some(isMeant))
  const sections = [
    promptSection(story, page),
    answersSection(answers, page),
    principlesSection(answers, page),
    ...(selections.length === 0 ? [] : [selectionSection(selections, story, page)]),
    ...(rows.length === 0 ? [] : [rowsSection(rows, page)]),
    probesSection(focus === null ? story.probes : [], page),
    evaluationSection(story.evaluations, page),
  ]
  return sections.filter((section) => section !== '').join('\n')
}

function promptSection({ prompt }: PromptStory, page: Page): string {
  if (prompt === null) return ''
  const { id, class: kind, expected, split, source } = prompt
  const facts = `${shortId(id)} · ${kind}, expected to ${expected === 'either' ? 'comply or refuse' : expected} · ${split} · ${source}`
  return `${heading('PROMPT', facts, page)}${body(conversation(prompt.messages), page)}`
}

function selectionSection(
  selections: readonly SelectionStory[],
  { answers }: PromptStory,
  page: Page,
): string {
  const scores = new Map(
    answers.map(({ candidate, judgements }) => [candidate.id, judgements[0]?.critique.score ?? null]),
  )
  const named = (id: string) => {
    const score = scores.get(id) ?? null
    return `${shortId(id)}${score === null ? '' : ` (${figure(score)})`}`
  }
  // A critic that is read by its logits is measured by its chances, so that 3.9 may meet a 4 and 4.1 fail it.
  const byChance = answers.some(({ judgements }) => judgements[0]?.critique.distribution !== undefined)
  const told = selections.map((story) =>
    body(`${story.step}: ${selectionText(story, named, byChance)}`, page),
  )
  return `${heading('SELECTION', '', page)}${told.join('')}`
}

function selectionText(
  { policy, selection }: SelectionStory,
  named: (id: string) => string,
  byChance: boolean,
): string {
  if (policy === null) return givenText(selection, named)
  const minimum = `the minimum of ${policy.min_score}${byChance ? ` (P(score ≥ ${policy.min_score}) is 0.5 or more)` : ''}`
  if ('dropped' in selection)
    return `nothing, ${selection.dropped}${belowMinimum.has(selection.dropped) ? `; it has to meet ${minimum}` : ''}.`
  const chosen = selection.chosen.map(named).join(', ')
  const rejected = selection.rejected.map(named).join(', ')
  if (selection.policy === 'best') return `chose ${chosen}: the best score, and it meets ${minimum}.`
  if (selection.policy === 'margin') {
    const pairs = selection.chosen.map((id, at) => `${named(id)} over ${named(selection.rejected[at] ?? '')}`)
    const which = pairs.length === 1 ? 'they' : 'the first two'
    const differ = selection.margin === undefined ? '' : `; ${which} differ by ${figure(selection.margin)}`
    return `chose ${pairs.join(', and ')}${differ}, and ${policy.margin} was asked for.`
  }
  return `chose ${chosen}, which meet ${minimum}${rejected === '' ? '' : `, and rejected ${rejected}, which don't`}.`
}

function givenText(selection: SelectionStory['selection'], named: (id: string) => string): string {
  if ('dropped' in selection) return `nothing, ${selection.dropped}.`
  const [chosen, rejected] = [selection.chosen, selection.rejected].map((ids) => ids.map(named).join(', '))
  return `the file gives ${chosen}${rejected === '' ? '' : ` as better than ${rejected}`}.`
}

const belowMinimum: ReadonlySet<string> = new Set<NotSelected>([
  'best answer below the minimum score',
  'no good answer',
])

function rowsSection(rows: readonly RowStory[], page: Page): string {
  return `${heading('TRAINING DATA', '', page)}${rows.map((story) => rowText(story, page)).join('')}`
}

function rowText({ step, row, trainings }: RowStory, page: Page): string {
  if ('dropped' in row) return body(`${step}: ${shortId(row.id)} was left out, ${row.dropped}.`, page)
  const read = row.split === 'train' ? 'trained' : 'validated'
  const used = trainings.map(({ id, facts }) => `${id} ${read} on it${lossText(facts)}`).join('; ')
  return [
    body(`${step}: ${shortId(row.id)}, ${row.split}. ${row.rationale}`, page),
    used === '' ? body('No training has read it yet.', page) : body(`${used}.`, page),
  ].join('')
}

function lossText({ steps, bestValidationLoss }: Record<string, unknown>): string {
  if (typeof steps !== 'number') return ''
  const loss =
    typeof bestValidationLoss === 'number' ? `, best validation loss ${figure(bestValidationLoss)}` : ''
  return ` (${steps} steps${loss})`
}

function touches(selection: SelectionStory['selection'], isMeant: (id: string) => boolean): boolean {
  return 'dropped' in selection || [...selection.chosen, ...selection.rejected].some(isMeant)
}
