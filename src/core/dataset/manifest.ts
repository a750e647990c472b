/** `manifest.json` of a data set: which files, how many rows, from what. It holds no time and no path. */
import { z } from 'zod'
import { countsSchema } from './counts.js'

const model = z.strictObject({ id: z.string(), revision: z.string() })

const provenanceSchema = z.strictObject({
  generator: model.nullable().describe('null for answers that were brought'),
  critic: model.nullable().describe('null where it was known before what is chosen'),
  answers: z
    .strictObject({
      files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
      human: z.boolean().describe('whether people wrote them or chose between them'),
    })
    .optional()
    .describe('the files that answers were brought in'),
  constitution: z.strictObject({ name: z.string(), hash: z.string() }),
  policy: z.strictObject({ name: z.string(), settings: z.record(z.string(), z.unknown()) }),
  template: z.string().describe('id of the template that the prompts were put to the generator with'),
  prompts: z.array(z.string()).describe('where the prompts come from'),
  seed: z.int().nonnegative().describe('of the training order'),
  licence: z.string().describe('a licence id of the Hugging Face Hub; `unknown` when nobody said'),
})

const fileSchema = z.strictObject({
  name: z.string(),
  sha256: z.string(),
  rows: z.int().nonnegative(),
})

export const manifestSchema = z.strictObject({
  schema: z.literal('lattice-dataset/1'),
  kind: z.enum(['sft', 'dpo']),
  files: z.array(fileSchema),
  counts: countsSchema,
  provenance: provenanceSchema,
})

export type Provenance = z.infer<typeof provenanceSchema>
export type DatasetManifest = z.infer<typeof manifestSchema>

export function datasetManifest(parts: Omit<DatasetManifest, 'schema'>): DatasetManifest {
  return { schema: 'lattice-dataset/1', ...parts }
}
