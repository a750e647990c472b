import { sha256 } from '../core/canonical.js'
import { type Constitution, constitutionHash } from '../core/constitution.js'
import { type Critique, critiqueOf } from '../core/critique.js'
import { type BuildInput, buildDpo, buildSft, type ChosenBy } from '../core/dataset/build.js'
import { datasetCard } from '../core/dataset/card.js'
import { datasetManifest, type Provenance } from '../core/dataset/manifest.js'
import type { NearDuplicates } from '../core/dataset/near.js'
import { type Include, included } from '../core/policies.js'
import { givenReason, principlesAtStake, rationaleFor } from '../core/rationale.js'
import { candidateSchema, promptSchema, selectionSchema, verdictSchema } from '../core/records.js'
import { judgedByPrompt } from './join.js'
import type { Ports, Stage } from './stage.js'

export interface DatasetSettings {
  method: 'sft' | 'dpo'
  constitution: Constitution
  /** Which ends of a selection become examples. */
  include: Include
  near_duplicates: NearDuplicates
  seed: number
  /** Who says what is chosen, where no critic does. */
  chosenBy?: ChosenBy
  provenance: Omit<Provenance, 'constitution' | 'seed' | 'licence'>
}

/** Selections become the rows that a trainer reads, with a manifest and a card. */
export const datasetStage: Stage<DatasetSettings> = {
  name: 'dataset',
  version: 4,
  async *run({ settings, ports }) {
    const input = await inputOf(settings, ports)
    const { train, validation, dropped, counts, warnings } =
      settings.method === 'sft' ? await buildSft(input) : await buildDpo(input)
    const files = { 'train.jsonl': train, 'val.jsonl': validation }
    for (const [file, rows] of Object.entries(files)) for (const record of rows) yield { file, record }
    for (const { id, reason, twin } of dropped) yield { dropped: id, reason, twin }
    const manifest = datasetManifest({
      kind: settings.method,
      files: Object.entries(files).map(([name, rows]) => ({
        name,
        rows: rows.length,
        sha256: sha256(jsonl(rows)),
      })),
      counts,
      provenance: provenanceOf(settings),
    })
    yield { file: 'manifest.json', document: `${JSON.stringify(manifest, null, 2)}\n` }
    yield { file: 'README.md', document: datasetCard(manifest) }
    yield { fact: 'train', value: counts.train }
    yield { fact: 'validation', value: counts.validation }
    yield { fact: 'evaluation_overlap', value: counts.evaluation_overlap }
    yield { fact: 'evaluation_prompts_sharing_8_words', value: counts.contamination.shares_8_gram }
    if (warnings.length > 0) yield { fact: 'warnings', value: warnings }
  },
}

async function inputOf(
  { constitution, seed, method, include, near_duplicates, chosenBy }: DatasetSettings,
  ports: Ports,
): Promise<BuildInput<Critique>> {
  const selections = await all(ports.read('selections', selectionSchema))
  return {
    prompts: await all(ports.read('prompts', promptSchema)),
    selections:
      method === 'sft' ? selections.map((one) => ({ ...one, chosen: included(one, include) })) : selections,
    candidates: ports.read('candidates', candidateSchema),
    critiques: ports.has('verdicts') ? critiques(constitution, ports) : [],
    explain: (decided) => ({
      rationale:
        chosenBy === undefined ? rationaleFor({ ...decided, constitution }) : givenReason(chosenBy, method),
      principles: principlesAtStake({ ...decided, constitution }),
    }),
    chosenBy,
    nearDuplicates: near_duplicates,
    seed,
  }
}

async function* critiques(constitution: Constitution, ports: Ports): AsyncGenerator<Critique> {
  const judged = judgedByPrompt(
    ports.read('prompts', promptSchema),
    ports.read('candidates', candidateSchema),
    ports.read('verdicts', verdictSchema),
  )
  for await (const { candidates } of judged) {
    for (const { candidate, verdicts } of candidates) yield critiqueOf({ candidate, verdicts, constitution })
  }
}

function provenanceOf({ provenance, constitution, seed }: DatasetSettings): Provenance {
  const named = { name: constitution.title, hash: constitutionHash(constitution) }
  return { ...provenance, constitution: named, seed, licence: 'unknown' }
}

const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}
