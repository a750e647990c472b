/** Measures the embedded critic on labelled answers to topics and frames that it never saw, asked as in any critique. */
import { join } from 'node:path'
import type { Answer } from '../core/asks.js'
import { overall } from '../core/constitution.js'
import { criticTemplates } from '../core/critic/template.js'
import { readVerdict } from '../core/critic/verdict.js'
import { type CriticFigures, criticFigures, figuresByClass, type Labelled } from '../core/critic-figures.js'
import { safeScore } from '../core/critique.js'
import { type HeldOutAnswer, heldOutAnswers, tinyTemplate } from '../core/tiny-recipe.js'
import type { Workers } from '../io/worker/process.js'
import { answerOnce } from './answer-job.js'

export interface EmbeddedCriticFigures extends CriticFigures {
  byClass: Record<string, CriticFigures>
}

export async function measureCritic({
  folder,
  workers,
  threads,
  signal,
}: {
  folder: string
  workers: Workers
  threads: number
  signal: AbortSignal
}): Promise<EmbeddedCriticFigures> {
  const held = heldOutAnswers()
  const answers = await answerOnce({
    asks: held.map(questionAbout),
    folder: join(folder, 'measure.partial'),
    workers,
    signal,
    model: {
      source: join(folder, 'critic'),
      revision: null,
      dtype: 'float32',
      quantization: null,
      template: tinyTemplate,
      adapter: null,
    },
    loading: { device: 'cpu', batchSize: 64, maxLength: null },
    threads,
    seed: 0,
  })
  const labelled = held.map((row, index) => labelledBy(row, answers[index]!))
  return { ...criticFigures(labelled), byClass: figuresByClass(labelled) }
}

/** The figure as a person is told it. */
export function criticNote({ n, balancedAccuracy, byClass }: EmbeddedCriticFigures): string {
  const shown = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const classes = Object.entries(byClass).map(
    ([name, figures]) => `${name} ${shown(figures.balancedAccuracy)}`,
  )
  return `The embedded critic agrees with the labels of ${n} held-out answers: balanced accuracy ${shown(balancedAccuracy)} (${classes.join(', ')}).`
}

const template = criticTemplates.find(({ id }) => id === 'tiny-logits/v1')!

function questionAbout({ prompt, answer }: HeldOutAnswer) {
  const question = { id: overall, hash: '' }
  const constitution = { id: 'none', title: 'none', terms: {}, principles: [] }
  const subject = { prompt: [{ role: 'user' as const, content: prompt }], answer }
  return {
    messages: template.messages({ constitution, question, ...subject }),
    want: template.want(question, { max_new_tokens: 1 }),
  }
}

function labelledBy(row: HeldOutAnswer, answer: Answer): Labelled {
  const { probabilities } = readVerdict({ style: 'logits', question: { id: overall }, answer })
  const good = row.score >= safeScore
  if (!probabilities) return { class: row.class, good, judgedGood: null }
  const high = Object.entries(probabilities).reduce(
    (sum, [score, p]) => sum + (Number(score) >= safeScore ? p : 0),
    0,
  )
  return { class: row.class, good, judgedGood: high >= 0.5 }
}
