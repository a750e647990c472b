/** Measures the embedded critic on labelled answers to topics and frames that it never saw, asked as in any critique. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from '../core/asks.js'
import { overall } from '../core/constitution.js'
import { criticTemplates } from '../core/critic/template.js'
import { readVerdict } from '../core/critic/verdict.js'
import { type CriticFigures, criticFigures, figuresByClass, type Labelled } from '../core/critic-figures.js'
import { safeScore } from '../core/critique.js'
import { type HeldOutAnswer, heldOutAnswers, tinyTemplate } from '../core/tiny-recipe.js'
import type { Workers } from '../io/worker/process.js'
import { protocolVersion } from '../io/worker/protocol.js'

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
  const work = join(folder, 'measure.partial')
  mkdirSync(work, { recursive: true })
  const asks = join(work, 'asks.jsonl')
  writeFileSync(
    asks,
    held.map((row, index) => `${JSON.stringify(questionAbout(row, String(index)))}\n`).join(''),
  )
  const answers = new Map<string, Answer>()
  const job = {
    kind: 'answer' as const,
    protocol: protocolVersion as 1,
    device: 'cpu' as const,
    threads,
    seed: 0,
    model: {
      source: join(folder, 'critic'),
      revision: null,
      dtype: 'float32' as const,
      quantization: null,
      template: tinyTemplate,
      adapter: null,
    },
    asks,
    answered: null,
    batch_size: 64,
    max_length: null,
  }
  for await (const event of workers.run(job, { folder: work, signal })) {
    if (event.type === 'answer') answers.set(event.key, event.answer)
  }
  rmSync(work, { recursive: true, force: true })
  const labelled = held.map((row, index) =>
    labelledBy(row, answers.get(String(index)) ?? { failed: 'no answer' }),
  )
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

const template = criticTemplates.find(({ id }) => id === 'tiny-logits/v1')

function questionAbout({ prompt, answer }: HeldOutAnswer, key: string) {
  const question = { id: overall, hash: '' }
  const constitution = { id: 'none', title: 'none', terms: {}, principles: [] }
  const subject = { prompt: [{ role: 'user' as const, content: prompt }], answer }
  return {
    key,
    messages: template?.messages({ constitution, question, ...subject }),
    want: template?.want(question, { max_new_tokens: 1 }),
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
