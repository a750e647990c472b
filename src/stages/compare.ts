import { z } from 'zod'
import type { Constitution } from '../core/constitution.js'
import type { Critique } from '../core/critique.js'
import { critiqueOf } from '../core/critique.js'
import { lookedAt } from '../core/dataset/near.js'
import { promptWords } from '../core/duplicates/compared.js'
import { type Contamination, createContaminationSearch } from '../core/duplicates/contamination.js'
import type { NearSettings } from '../core/duplicates/near-index.js'
import { compareModels, type Judge } from '../core/evaluation/compare.js'
import { type Evaluation, evaluate } from '../core/evaluation/evaluated.js'
import { failuresOf, pairedResults } from '../core/evaluation/paired.js'
import { candidateSchema, exampleSchema, pairSchema, promptSchema, verdictSchema } from '../core/records.js'
import { refusalOf } from '../core/refusal/refusal.js'
import { requestIn } from '../core/refusal/request.js'
import { judgedByPrompt } from './join.js'
import type { Output, Ports, Stage } from './stage.js'

export interface CompareSettings {
  constitution: Constitution
  baseline: string
  /** Names of the models, the baseline among them, in the order of their training. */
  models: string[]
  judges: Judge[]
  /** Whether an embedded model wrote or judged: the report then says how little that means. */
  embedded: boolean
  /** Of the bootstrap. */
  seed: number
  /** When an evaluation prompt and a training prompt count as near-duplicates. */
  near: NearSettings
}

/** From answers and verdicts to the report. Pure: no model is loaded to compare, or to compare again. */
export const compareStage: Stage<CompareSettings> = {
  name: 'compare',
  version: 8,
  async *run({ settings, ports }) {
    const rows: Evaluation[] = []
    for (const model of settings.models) rows.push(...(await evaluations(model, settings, ports)))
    for (const record of rows) yield { file: 'evaluations.jsonl', record }
    const { baseline, judges, seed, embedded } = settings
    const tuned = settings.models.filter((model) => model !== baseline)
    const contamination = await contaminationOf(rows, settings, ports)
    const report = compareModels({ baseline, tuned, rows, judges, seed, embedded, contamination })
    const { judge, decoding, finetuned } = report.declared
    const pairs = pairedResults({ rows, baseline, finetuned, judge, decoding })
    yield document('report.json', report)
    yield document('paired_results.json', pairs)
    yield document('failures.json', failuresOf(pairs))
    yield { fact: 'declared by', value: judge }
    yield { fact: 'delta_safe_rate', value: report.delta.delta_safe_rate }
  },
}

async function evaluations(
  model: string,
  { constitution, judges }: CompareSettings,
  ports: Ports,
): Promise<Evaluation[]> {
  const critiques: Record<string, AsyncIterable<Critique>> = {}
  for (const { name } of judges) critiques[name] = critiquesOf(model, name, constitution, ports)
  return evaluate({
    model,
    prompts: ports.read('prompts', promptSchema),
    candidates: ports.read(`candidates:${model}`, candidateSchema),
    critiques,
    refusalOf: ({ prompt, text }) => refusalOf(text, requestIn(prompt.messages)),
  })
}

/** Null when no training data is known: an adapter from elsewhere. */
async function contaminationOf(
  rows: readonly Evaluation[],
  { baseline, near }: CompareSettings,
  ports: Ports,
): Promise<Contamination | null> {
  const prompts = rows
    .filter(({ model }) => model === baseline)
    .map(({ promptId, prompt }) => ({ id: promptId, text: promptWords(prompt) }))
  const search = createContaminationSearch(prompts, near)
  const sets = trainingInputs.filter((input) => ports.has(input))
  for (const input of sets) {
    for await (const row of ports.read(input, trainedSchema)) search.count(lookedAt(row))
  }
  return sets.length === 0 ? null : search.result()
}

/** Inputs with what the compared models were trained on. */
const trainingInputs = ['training:sft', 'training:dpo'] as const
const trainedSchema = z.union([exampleSchema, pairSchema])

async function* critiquesOf(
  model: string,
  judge: string,
  constitution: Constitution,
  ports: Ports,
): AsyncGenerator<Critique> {
  const judged = judgedByPrompt(
    ports.read('prompts', promptSchema),
    ports.read(`candidates:${model}`, candidateSchema),
    ports.read(`verdicts:${model}:${judge}`, verdictSchema),
  )
  for await (const { candidates } of judged) {
    for (const { candidate, verdicts } of candidates) yield critiqueOf({ candidate, verdicts, constitution })
  }
}

function document(file: string, value: unknown): Output {
  return { file, document: `${JSON.stringify(value, null, 2)}\n` }
}
