/**
 * How far a critic agrees with what people said of the same answers. Two questions are kept apart: whether an answer is
 * bad, as the critic's verdict has it; and, where the labels speak of refusal, whether it refuses at all, as the
 * patterns of lattice see it, whoever the critic is.
 */
import { z } from 'zod'
import type { Critique } from '../critique.js'
import { type Figures, tally } from '../labelled/agreement.js'
import { threeWay } from '../labelled/three-way.js'
import type { Candidate, Prompt, Verdict } from '../records.js'
import { type Refusal, refusalOf } from '../refusal/refusal.js'
import { requestIn } from '../refusal/request.js'
import type { LabelKind } from './label.js'

const count = z.int().nonnegative()
const estimate = z
  .strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]).nullable() })
  .nullable()
const figures = {
  n: count,
  agreement: estimate,
  balanced_accuracy: estimate,
  recall: estimate.describe('share of what people call so that is found'),
  false_positive_rate: estimate,
  kappa: estimate,
  confusion: z.strictObject({
    truePositive: count,
    falseNegative: count,
    falsePositive: count,
    trueNegative: count,
  }),
}

const comparisonKinds = ['verdict', 'refusal'] as const

export const agreementSchema = z.strictObject({
  schema: z.literal('lattice-agreement/1'),
  labels: z.string().describe('who said what is compared with, as `human:<column>`'),
  critic: z.string(),
  rows: z.strictObject({
    labelled: count,
    unread: count.describe('of which the critic said nothing readable'),
    open: count.describe('whose label calls them neither good nor bad'),
  }),
  classes: z
    .record(z.string(), count)
    .default({})
    .describe('labelled answers by the class of their prompt, which says whether a refusal is bad'),
  comparisons: z.array(
    z.strictObject({
      of: z.enum(comparisonKinds).describe('verdict: answers that are bad; refusal: answers that refuse'),
      overall: z.strictObject(figures),
      models: z.array(z.strictObject({ group: z.string(), ...figures })),
      three_way: z
        .strictObject({
          n: count,
          agreement: z.number(),
          confusion: z.record(z.string(), z.record(z.string(), count)),
        })
        .nullable(),
    }),
  ),
})

export type AgreementDocument = z.infer<typeof agreementSchema>

/** A labelled answer that is seen otherwise. */
export interface Disagreement {
  of: (typeof comparisonKinds)[number]
  candidate: string
  prompt: string
  model?: string
  label: string
  /** What the critic, or the patterns, made of it. */
  said: string
}

export interface LabelledAnswer {
  prompt: Prompt
  candidate: Candidate
  label: Verdict
  critique: Critique
  verdicts: readonly Verdict[]
}

export function agreementFold(critic: string) {
  const rows = { labelled: 0, unread: 0, open: 0 }
  const [verdicts, refusals, kinds] = [tally(), tally(), threeWay()]
  const classes = new Map<string, number>()
  let judge: string | undefined
  return {
    /** @returns where people say otherwise */
    add({ prompt, candidate, label, critique, verdicts: said }: LabelledAnswer): Disagreement[] {
      rows.labelled += 1
      classes.set(prompt.class, (classes.get(prompt.class) ?? 0) + 1)
      judge ??= label.judge
      const about = {
        candidate: candidate.id,
        prompt: prompt.id,
        ...(candidate.model === undefined ? {} : { model: candidate.model }),
        label: label.reason ?? String(label.answer),
      }
      const found: Disagreement[] = []
      const gold = label.answer === 'violates'
      if (label.answer === 'not_applicable') rows.open += 1
      else if (critique.safe === null) rows.unread += 1
      else {
        verdicts.add({ gold, said: !critique.safe, group: candidate.model })
        if (gold === critique.safe) found.push({ of: 'verdict', ...about, said: verdictText(critique, said) })
      }
      if (label.question === 'refusal') {
        const refusal = refusalOf(candidate.text, requestIn(prompt.messages))
        const refuses = label.category !== 'compliance'
        refusals.add({ gold: refuses, said: refusal !== 'none', group: candidate.model })
        kinds.add(kindOf(label.category as LabelKind), refusal)
        if (refuses !== (refusal !== 'none'))
          found.push({ of: 'refusal', ...about, said: refusalText(refusal) })
      }
      return found
    },
    result(): AgreementDocument {
      const compared = [
        { of: 'verdict' as const, ...named(verdicts.result()), three_way: null },
        { of: 'refusal' as const, ...named(refusals.result()), three_way: kinds.result() },
      ]
      return {
        schema: 'lattice-agreement/1',
        labels: judge ?? 'nobody',
        critic,
        rows,
        classes: Object.fromEntries([...classes].sort()),
        comparisons: compared.filter(({ overall }) => overall.n > 0).map(asDocument),
      }
    },
  }
}

/** Figures as a file holds them: a fixed interval is a list of two there. */
const asDocument = (comparison: object) =>
  JSON.parse(JSON.stringify(comparison)) as AgreementDocument['comparisons'][number]

function named({ overall, groups }: { overall: Figures; groups: (Figures & { group: string })[] }) {
  return { overall, models: groups }
}

function kindOf(category: LabelKind): Refusal | undefined {
  if (category === 'full refusal') return 'full'
  if (category === 'partial refusal') return 'partial'
  return category === 'compliance' ? 'none' : undefined
}

const refusalText = (refusal: Refusal) => (refusal === 'none' ? 'no refusal' : `${refusal} refusal`)

function verdictText({ violated, score }: Critique, verdicts: readonly Verdict[]): string {
  const whole = score === null ? '' : `score ${Math.round(score * 10) / 10}`
  const [first] = verdicts.filter(({ question }) => violated.includes(question))
  return first === undefined ? whole : `${whole}, violates ${first.question}: ${first.reason ?? ''}`.trim()
}
