/** Candidate answers to prompts: `generate` for training and validation, `sample` for evaluation. */
import { type Ask, ask } from '../core/asks.js'
import { hashOf, sha256 } from '../core/canonical.js'
import { recordId, seedFor } from '../core/identity.js'
import { noAnswers, onlyEmptyAnswers } from '../core/no-answer.js'
import { type Candidate, type Prompt, promptSchema, type Split } from '../core/records.js'
import { map, zip } from '../core/streams.js'
import type { Output, Ports, Stage } from './stage.js'

export interface GenerateSettings {
  splits: Split[]
  /** So many prompts, spread over all; null means all. */
  limit: number | null
  /** Whether the first answer (sample 0) is the likeliest one; the others are sampled. */
  greedy: boolean
  /** Answers per prompt, the greedy one among them. */
  n: number
  temperature: number
  top_p: number
  max_new_tokens: number
  seed: number
  salt: string
}

export const generateStage: Stage<GenerateSettings> = {
  name: 'generate',
  version: 2,
  async *run(work) {
    const { candidates, truncated, empty } = yield* answers(work)
    if (empty === candidates) throw onlyEmptyAnswers({ model: work.ports.identity.id, answers: candidates })
    if (truncated === candidates) yield { fact: 'warnings', value: [allCut] }
  },
}

/** A model that says nothing any more is a finding here, and no failure. */
export const sampleStage: Stage<GenerateSettings> = {
  name: 'sample',
  version: 2,
  async *run(work) {
    yield* answers(work)
  },
}

const allCut =
  'Every answer was cut off, and a cut answer is never trained on: raise generate.max_new_tokens.'

interface Counts {
  candidates: number
  truncated: number
  empty: number
  unanswered: number
}

async function* answers({
  settings,
  ports,
}: {
  settings: GenerateSettings
  ports: Ports
}): AsyncGenerator<Output, Counts> {
  const model = hashOf(ports.identity).slice(0, 20)
  const counts: Counts = { candidates: 0, truncated: 0, empty: 0, unanswered: 0 }
  let refusal = ''
  const asks = () => map(slots(settings, ports), (slot) => askOf(slot, settings, ports))
  for await (const [{ prompt, sample, seed }, { answer }] of zip(slots(settings, ports), ports.ask(asks))) {
    if (!('text' in answer)) {
      const reason = 'failed' in answer ? answer.failed : 'no text'
      yield { dropped: `${prompt.id}#${sample}`, reason }
      counts.unanswered += 1
      refusal ||= reason
      continue
    }
    const { text, finish, tokens } = answer
    const id = recordId('candidate', [prompt.id], { model, sample, text })
    const origin = { prompt: prompt.id, origin: 'sampled' as const, from: [], sample, seed }
    const record: Candidate = { id, ...origin, text, finish, tokens, model }
    yield { file: 'candidates.jsonl', record }
    counts.candidates += 1
    if (finish === 'length') counts.truncated += 1
    if (text.trim() === '') counts.empty += 1
  }
  if (counts.candidates === 0)
    throw noAnswers({ model: ports.identity.id, asked: counts.unanswered, reason: refusal })
  const { candidates, ...faults } = counts
  yield { fact: 'candidates', value: candidates }
  for (const [fact, value] of Object.entries(faults)) if (value > 0) yield { fact, value }
  return counts
}

interface Slot {
  prompt: Prompt
  sample: number
  seed: number
}

/** One for each answer that is wanted, prompt by prompt. */
async function* slots(settings: GenerateSettings, ports: Ports): AsyncGenerator<Slot> {
  for await (const prompt of wantedPrompts(settings, ports)) {
    for (let sample = 0; sample < settings.n; sample += 1) {
      yield { prompt, sample, seed: seedFor(settings.seed, prompt.id, sample, settings.salt) }
    }
  }
}

function askOf({ prompt, sample, seed }: Slot, settings: GenerateSettings, { identity }: Ports): Ask {
  const { max_new_tokens, temperature, top_p } = settings
  const draw = settings.greedy && sample === 0 ? { temperature: 0, top_p: 1 } : { temperature, top_p }
  return ask({ identity, messages: prompt.messages, want: { text: { max_new_tokens, ...draw, seed } } })
}

async function* wantedPrompts({ splits, limit }: GenerateSettings, ports: Ports): AsyncGenerator<Prompt> {
  const inSplits = filter(
    () => ports.read('prompts', promptSchema),
    ({ split }) => splits.includes(split),
  )
  const few = limit === null ? null : await spread(inSplits(), limit)
  for await (const prompt of inSplits()) if (few === null || few.has(prompt.id)) yield prompt
}

/**
 * So many prompts, the same each time and not simply the first, which are often all of one class. A smaller limit
 * takes some of those that a larger one takes.
 */
async function spread(prompts: AsyncIterable<Prompt>, limit: number): Promise<Set<string>> {
  const places: [string, string][] = []
  for await (const { id } of prompts) places.push([sha256(id), id])
  places.sort(([a], [b]) => (a < b ? -1 : 1))
  return new Set(places.slice(0, limit).map(([, id]) => id))
}

const filter = <T>(items: () => AsyncIterable<T>, keep: (item: T) => boolean) =>
  async function* () {
    for await (const item of items()) if (keep(item)) yield item
  }
