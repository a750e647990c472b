/** What the parts of the graph share: facts, and how a step is put together. */
import type { Identity } from '../../core/asks.js'
import type { ProbeSettings } from '../../core/config/probes.js'
import type { Config } from '../../core/config/schema.js'
import type { Constitution } from '../../core/constitution.js'
import type { CriticTemplate } from '../../core/critic/template.js'
import { criticTemplateHash, criticTemplates } from '../../core/critic/template.js'
import { findIdentifiers } from '../../core/redaction/find.js'
import type { JudgeSettings } from '../../stages/judge.js'
import { stages } from '../../stages/stages.js'
import type { ResolvedAnswers } from '../answers.js'
import type { ResolvedModel } from '../models.js'
import { type RedactionIdentity, typesOf } from '../redaction.js'
import type { InputSource, StepDefinition } from '../step.js'

/** Everything that a plan needs and that is not in the config. */
export interface Facts {
  constitution: Constitution
  generator: ResolvedModel
  critic: ResolvedModel | 'rules'
  judge: ResolvedModel | 'rules'
  promptFiles: { path: string; sha256: string; evaluation: boolean }[]
  /** Answers that are there already; null where they are generated. */
  answers: ResolvedAnswers | null
  /** Files that stand for what a step would make, by output: `--candidates`, `--selected`, `--adapter`. */
  given: { candidates?: InputSource; selected?: InputSource; adapter?: InputSource }
  versionsFor: (kind: 'answer' | 'train') => Record<string, string>
  redaction: RedactionIdentity | null
}

export type Build = (part: Part) => StepDefinition

interface Part {
  id: string
  settings: unknown
  model: ResolvedModel | null
  inputs: Record<string, InputSource>
  files: string[]
  worker?: 'answer' | 'train'
  probes?: ProbeSettings
}

export function builder(facts: Facts): Build {
  return ({ id, settings, model, inputs, files, worker = 'answer', probes }) => {
    const stage = id.split(':')[0] as string
    const identity: Identity | null = model?.identity ?? null
    const fromOutside =
      (model !== null && worker === 'answer') || Object.values(inputs).some((input) => 'path' in input)
    return {
      recipe: {
        id,
        stage,
        version: stages.get(stage)?.version as number,
        settings,
        identity,
        worker: model ? facts.versionsFor(worker) : null,
        ...(facts.redaction && fromOutside ? { redaction: facts.redaction } : {}),
      },
      inputs,
      files,
      model: model?.step ?? null,
      ...(probes && { probes }),
    }
  }
}

export const from = {
  prompts: { step: 'prompts:all', file: 'prompts.jsonl' },
  verdicts: { step: 'critique:main', file: 'verdicts.jsonl' },
} satisfies Record<string, InputSource>

export const candidatesOf = ({ given, answers }: Facts): InputSource =>
  given.candidates ?? { step: answers ? 'import:main' : 'generate:main', file: 'candidates.jsonl' }

/** Whether the files say themselves what is chosen: then nothing is judged or selected. */
export const isChosen = ({ answers }: Pick<Facts, 'answers'>): boolean =>
  answers !== null && answers.reading.as !== 'candidates'

export const nameOfModel = (model: ResolvedModel | 'rules'): string =>
  model === 'rules' ? 'rules' : model.identity.id

export const modelOf = (judge: ResolvedModel | 'rules'): ResolvedModel | null =>
  judge === 'rules' ? null : judge

export function judgeOf(
  model: ResolvedModel | 'rules',
  style: Config['critique']['style'],
): JudgeSettings['judge'] {
  if (model === 'rules') return { kind: 'rules' }
  const template = requireCriticTemplate(style === 'logits' ? model.criticTemplate : `${style}/v1`)
  return { kind: 'model', template: template.id, templateHash: criticTemplateHash(template) }
}

function requireCriticTemplate(id: string): CriticTemplate {
  const template = criticTemplates.find((known) => known.id === id)
  if (!template) throw new Error(`there is no critic template ${id}`)
  return template
}

/** A path is not part of a recipe; the file's own name tells a reader where a prompt came from. */
export const nameOf = (path: string) => path.split(/[/\\]/).slice(-2).join('/')

/** The same for records: where identifiers are redacted, a part of the path that holds one says only of which kind. */
export function sourceName(path: string, config: Pick<Config, 'redact'>): string {
  const types = typesOf(config)
  const parts = nameOf(path).split('/')
  return parts
    .map((part) => {
      const [found] = findIdentifiers(part, types)
      return found === undefined ? part : `[${found.type.toUpperCase()}]`
    })
    .join('/')
}
