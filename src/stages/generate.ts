/** Candidate answers to prompts: `generate` for training and validation, `sample` for evaluation. */
import { type Ask, ask } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import { recordId, seedFor } from '../core/identity.js'
import { type Candidate, type Prompt, promptSchema, type Split } from '../core/records.js'
import { map, zip } from '../core/streams.js'
import type { Output, Ports, Stage } from './stage.js'

export interface GenerateSettings {
  splits: Split[]
  /** The first so many prompts; null means all. */
  limit: number | null
  /** One answer of each prompt per entry; its place is the sample index. */
  draws: { temperature: number; top_p: number }[]
  max_new_tokens: number
  seed: number
  salt: string
}

export const generateStage: Stage<GenerateSettings> = { name: 'generate', version: 1, run: generate }
export const sampleStage: Stage<GenerateSettings> = { name: 'sample', version: 1, run: generate }

async function* generate({
  settings,
  ports,
}: {
  settings: GenerateSettings
  ports: Ports
}): AsyncGenerator<Output> {
  const model = hashOf(ports.identity).slice(0, 20)
  const counts = { candidates: 0, truncated: 0 }
  const asks = () => map(slots(settings, ports), (slot) => askOf(slot, settings, ports))
  for await (const [{ prompt, sample, seed }, { answer }] of zip(slots(settings, ports), ports.ask(asks))) {
    if (!('text' in answer)) {
      yield { dropped: `${prompt.id}#${sample}`, reason: 'failed' in answer ? answer.failed : 'no text' }
      continue
    }
    const { text, finish, tokens } = answer
    const id = recordId('candidate', [prompt.id], { model, sample, text })
    const origin = { prompt: prompt.id, origin: 'sampled' as const, from: [], sample, seed }
    const record: Candidate = { id, ...origin, text, finish, tokens, model }
    yield { file: 'candidates.jsonl', record }
    counts.candidates += 1
    if (finish === 'length') counts.truncated += 1
  }
  yield { fact: 'candidates', value: counts.candidates }
  if (counts.truncated > 0) yield { fact: 'truncated', value: counts.truncated }
}

interface Slot {
  prompt: Prompt
  sample: number
  seed: number
  draw: { temperature: number; top_p: number }
}

/** One for each answer that is wanted, prompt by prompt. */
async function* slots(settings: GenerateSettings, ports: Ports): AsyncGenerator<Slot> {
  for await (const prompt of wantedPrompts(settings, ports)) {
    for (const [sample, draw] of settings.draws.entries()) {
      yield { prompt, sample, draw, seed: seedFor(settings.seed, prompt.id, sample, settings.salt) }
    }
  }
}

function askOf({ prompt, seed, draw }: Slot, { max_new_tokens }: GenerateSettings, { identity }: Ports): Ask {
  return ask({ identity, messages: prompt.messages, want: { text: { max_new_tokens, ...draw, seed } } })
}

async function* wantedPrompts({ splits, limit }: GenerateSettings, ports: Ports): AsyncGenerator<Prompt> {
  let left = limit ?? Number.POSITIVE_INFINITY
  for await (const prompt of ports.read('prompts', promptSchema)) {
    if (!splits.includes(prompt.split)) continue
    if (left === 0) return
    left -= 1
    yield prompt
  }
}
