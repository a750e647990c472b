/** The sections of the config between the models and the trainings. */
import { z } from 'zod'
import { minScoreMeaning } from '../critique.js'
import { identifierTypes } from '../redaction/identifier.js'
import { answersSchema } from './answers.js'
import { path, paths } from './paths.js'
import { trainingName } from './training.js'

export const critiqueStyles = ['logits', 'instruct', 'basic'] as const
export const policies = ['best', 'margin', 'diverse'] as const
const judgeRoles = ['critic', 'judge', 'rules'] as const

const share = z.number().min(0).max(1)
const temperature = z.number().min(0).max(10)
const topP = z.number().gt(0).max(1)

export const dataSchema = z.strictObject({
  prompts: paths
    .optional()
    .transform((prompts) => prompts ?? [])
    .describe('prompt files (.jsonl, .json or .txt), one path or a list; may be left out beside `answers`'),
  answers: answersSchema
    .optional()
    .describe('answers that are there already, in place of those that `generate` samples'),
  evaluation: paths
    .optional()
    .describe('prompt files that are only ever evaluated on; default: a share of `prompts`'),
  split: z
    .strictObject({
      validation: share.default(0.2).describe('share of the prompts kept to validate training, 0 to 1'),
      evaluation: share
        .default(0.2)
        .describe('share of the prompts kept for evaluation, 0 to 1; unused when data.evaluation is given'),
    })
    .prefault({})
    .describe('how prompts are divided; what is left over is trained on'),
})

export const generateSchema = z.strictObject({
  n: z.int().positive().max(1000).default(2).describe('candidate answers per prompt'),
  temperature: temperature.default(0.8).describe('0 is greedy; higher is more varied'),
  top_p: topP.default(0.9).describe('sample from the likeliest tokens that hold this probability, 0 to 1'),
  max_new_tokens: z
    .int()
    .positive()
    .default(100)
    .describe('tokens of one answer; a cut answer is never trained on'),
  limit: z.int().positive().optional().describe('answer only this many of the prompts; default: all'),
})

export const critiqueSchema = z.strictObject({
  style: z
    .enum(critiqueStyles)
    .default('logits')
    .describe(
      'how the critic is asked: logits (probabilities of 1 to 5), instruct (two lines, chat), basic (two lines)',
    ),
  max_new_tokens: z.int().positive().default(120).describe('tokens of a written verdict; unused by logits'),
  max_unparsed: share
    .default(0.05)
    .describe('the stage fails when more than this share has no verdict, 0 to 1'),
})

const selection = (policy: (typeof policies)[number]) =>
  z
    .strictObject({
      policy: z
        .enum(policies)
        .default(policy)
        .describe(
          'best: the top answer; margin: the top and the bottom one; diverse: the top and bottom few',
        ),
      include: z
        .enum(['best', 'worst', 'both'])
        .default('best')
        .describe('which ends of a selection become examples; pairs always use both'),
      margin: z
        .number()
        .gt(0)
        .max(4)
        .default(2)
        .describe('margin: smallest difference in score between the two answers of a pair, up to 4'),
      max_pairs_per_prompt: z.int().positive().default(1).describe('margin: pairs from one prompt'),
      top_k: z.int().positive().default(1).describe('diverse: good answers kept per prompt'),
      bottom_k: z.int().positive().default(1).describe('diverse: bad answers kept per prompt'),
      drop_contradictions: z
        .boolean()
        .default(false)
        .describe("drop answers whose score and written reason don't agree"),
    })
    .prefault({})

export const selectSchema = z.strictObject({
  sft: selection('best').describe('which answers become examples'),
  dpo: selection('margin').describe('which answers become pairs'),
})

export const datasetSchema = z.strictObject({
  min_score: z
    .number()
    .min(1)
    .max(5)
    .default(4)
    .describe(`${minScoreMeaning}; examples need it, and \`diverse\` divides there`),
  near_duplicates: z
    .strictObject({
      enabled: z.boolean().default(true).describe('leave them out; they are counted in any case'),
      threshold: z
        .number()
        .min(0.1)
        .max(1)
        .default(0.7)
        .describe('similarity from which two texts are near-duplicates: shared word n-grams, 0.1 to 1'),
      ngram: z.int().min(1).max(20).default(3).describe('words of an n-gram'),
    })
    .prefault({})
    .describe(
      'training rows that repeat one another, a validation prompt or an evaluation prompt in nearly the same words',
    ),
})

export const evalSchema = z.strictObject({
  models: z
    .array(trainingName)
    .min(1)
    .optional()
    .transform((models) => models ?? [])
    .describe('base and names under train; default: base and every training'),
  baseline: trainingName.default('base').describe('the model that the others are compared with'),
  judges: z
    .array(z.enum(judgeRoles))
    .min(1)
    .optional()
    .transform((judges) => judges ?? [])
    .describe('who scores the answers: critic, judge or rules; default: critic and judge'),
  samples: z.int().nonnegative().default(0).describe('sampled answers per prompt beside the greedy one'),
  temperature: temperature.default(0.8).describe('of the sampled answers'),
  top_p: topP.default(0.9).describe('of the sampled answers, 0 to 1'),
  max_new_tokens: z.int().positive().default(100).describe('tokens of one answer'),
  limit: z.int().positive().optional().describe('compare on only this many of the prompts; default: all'),
  salt: z
    .string()
    .default('')
    .describe('changes the seeds of the sampled answers, for fresh evidence each night'),
})

export const redactSchema = z.strictObject({
  types: z
    .union([z.boolean(), z.array(z.enum(identifierTypes)).min(1)])
    .default(false)
    .transform((types) => (types === true ? [...identifierTypes] : types === false ? [] : types))
    .describe(
      'identifiers that are replaced before anything is written: true (all), or a list; default: false (none)',
    ),
  prices: z.boolean().default(false).describe('prices become ranges, as [PRICE 1000-2000 USD]'),
  key_file: path
    .default('.lattice/redaction.key')
    .describe('key of the placeholders, made on first use; outside of outputs, never committed'),
  key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .optional()
    .describe('name of an environment variable that holds the key in place of the file'),
})
