/** `train.<name>.probes`: what a model is asked while it is trained. */
import { z } from 'zod'

/** More than this is no longer something to look at while a training runs. */
const mostProbes = 20

export const probesSchema = z.strictObject({
  prompts: z
    .union([z.int().nonnegative().max(mostProbes), z.array(z.string().trim().min(1)).min(1).max(mostProbes)])
    .default(3)
    .describe(
      'so many prompts of the validation rows (of the training rows, where there are no others), or a list of your ' +
        'own; 0: none',
    ),
  max_new_tokens: z.int().positive().default(40).describe('tokens of one answer'),
  every: z
    .int()
    .positive()
    .default(1)
    .describe(
      'validation passes from one answer to the next; the start and the end are answered in any case',
    ),
})

export type ProbeSettings = z.infer<typeof probesSchema>
