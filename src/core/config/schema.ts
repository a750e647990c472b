/**
 * The one definition of a lattice config. Editors, `lattice config schema` and the reference in the README
 * get theirs from it. Unknown keys are errors everywhere.
 */
import { z } from 'zod'
import { modelsSchema } from './models.js'
import {
  critiqueSchema,
  dataSchema,
  datasetSchema,
  evalSchema,
  generateSchema,
  redactSchema,
  selectSchema,
} from './sections.js'
import { defaultTrainings, trainSchema } from './training.js'

/** The constitution that ships with lattice, as a config names it. */
export const shippedConstitution = 'builtin'

/** Beside the config file, as every path that a file names or leaves to its default. */
export const defaultOutputs = 'outputs'

export const configSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .default('lattice')
      .describe('starts the names of its runs'),
    seed: z
      .int()
      .nonnegative()
      .max(2 ** 31 - 1)
      .default(1337)
      .describe('root of every random choice'),
    outputs: z
      .string()
      .min(1)
      .default(defaultOutputs)
      .describe('folder for the ledger, the steps and the runs; default: outputs/ beside the config file'),
    models: modelsSchema.prefault({}).describe('which model has which role'),
    constitution: z
      .string()
      .min(1)
      .default(shippedConstitution)
      .describe('file with the principles; builtin: the one that ships with lattice'),
    data: dataSchema.describe('the prompts and how they are divided'),
    generate: generateSchema.prefault({}).describe('how candidate answers are sampled'),
    critique: critiqueSchema.prefault({}).describe('how the critic judges them'),
    select: selectSchema.prefault({}).describe('which of them are kept'),
    dataset: datasetSchema.prefault({}).describe('what becomes training data'),
    train: trainSchema
      .prefault(defaultTrainings)
      .describe(
        'trainings by name. A key that is left out comes from the preset of the generator, ' +
          'else from the default shown here',
      ),
    eval: evalSchema.prefault({}).describe('how the result is measured'),
    redact: redactSchema
      .prefault({})
      .describe('what personal data is taken out of prompts, given files and answers'),
  })
  .describe('Config of lattice')

/** What the program uses: everything decided. */
export type Config = z.output<typeof configSchema>
