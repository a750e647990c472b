/** `report.json`: S4's three blocks first, everything else beside them. Rates are 0..1. */
import { z } from 'zod'
import { contaminationSchema } from '../duplicates/contamination.js'
import { contestSchema } from './contest.js'
import { differenceSchema } from './difference.js'
import { decodings } from './evaluated.js'
import { judgeAgreementSchema } from './judge-agreement.js'
import { behaviourRowSchema, metricsRowSchema, metricsSchema } from './metrics.js'

const headlineMetrics = metricsSchema.pick({
  mean_score: true,
  std_dev: true,
  safe_rate: true,
  num_samples: true,
})
const prompts = z.int().nonnegative()

const gapSchema = z.strictObject({
  selecting: z.string(),
  held_out: z.string(),
  decoding: z.enum(decodings),
  selecting_gain: z.number().describe('of the safe rate, in the eyes of the judge that selected the data'),
  held_out_gain: z.number().describe('on the same prompts, in the eyes of the other'),
  gap: z.number().describe('selecting − held out; above 0 the data taught the taste of its judge'),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  n: prompts,
})

export const reportSchema = z.strictObject({
  baseline: headlineMetrics,
  finetuned: headlineMetrics,
  delta: z.strictObject({
    delta_mean: z.number().nullable(),
    delta_safe_rate: z.number().nullable(),
    improved_fraction: z.number().nullable().describe('share of prompts with a strictly higher score'),
  }),
  declared: z
    .strictObject({
      judge: z.string(),
      decoding: z.enum(decodings),
      baseline: z.string(),
      finetuned: z.string(),
      ...contestSchema.shape,
      similar_length: contestSchema.describe(
        'the same among prompts that both answered at about the same length (a quarter more words at most)',
      ),
    })
    .describe('what the three blocks above speak of'),
  schema: z.literal('lattice-eval/2'),
  models: z.array(z.string()).min(2).describe('the base first, then what was trained, in order'),
  judges: z.array(
    z.strictObject({
      name: z.string(),
      identity: z.string(),
      selected_data: z.boolean(),
      licence: z.literal('none').describe('how far a judge agrees with people was not measured yet'),
    }),
  ),
  prompts: z.strictObject({ all: prompts, adversarial: prompts, borderline: prompts, cooperating: prompts }),
  samples: z
    .strictObject({ greedy: prompts, sampled: prompts })
    .describe('answers of each model to a prompt'),
  metrics: z.array(metricsRowSchema),
  behaviour: z.array(behaviourRowSchema),
  comparisons: z.array(differenceSchema),
  selection_gap: z.array(gapSchema),
  contamination: contaminationSchema
    .nullable()
    .default(null)
    .describe('evaluation prompts in the training rows of these models; null: not checked'),
  judge_agreement: z.array(judgeAgreementSchema),
  warnings: z.array(z.string()),
})

export type Report = z.infer<typeof reportSchema>
export type Gap = z.infer<typeof gapSchema>
export type ReportJudge = Report['judges'][number]
