/** `models`: who writes the answers, who judges them for selection, and who declares the result. */
import { z } from 'zod'

export const dtypes = ['auto', 'float32', 'bfloat16', 'float16'] as const
export const devices = ['auto', 'cuda', 'mps', 'cpu'] as const

const name = z.string().min(1)

/** One local model, with everything that a worker needs to load it. */
export const modelSettingsSchema = z.strictObject({
  id: name.describe('`tiny` (embedded), a name on the Hugging Face Hub, or a folder'),
  revision: name.optional().describe('branch, tag or commit on the Hub; default: the main branch'),
  template: name
    .default('chat')
    .describe(
      "how messages become text: chat (the model's own template), instruction-response/v1, " +
        "instruct-output/v1, plain/v1 or tiny/v1; the model's preset names its own",
    ),
  dtype: z
    .enum(dtypes)
    .default('auto')
    .describe('number format of the weights; auto: the best that the device can and the model bears'),
  load_in_4bit: z
    .boolean()
    .default(false)
    .describe('NF4 weights with double quantisation and bfloat16 arithmetic; for small GPU memory'),
  batch_size: z
    .int()
    .positive()
    .default(8)
    .describe('asks answered at once; changes speed and memory, not meaning'),
  device: z.enum(devices).default('auto').describe('where it runs; auto: CUDA, else MPS, else CPU'),
})

export type ModelSettings = z.infer<typeof modelSettingsSchema>

const model = z.union([name.transform((id) => modelSettingsSchema.parse({ id })), modelSettingsSchema])
const judge = z.union([
  z.literal('rules').describe('the patterns of the constitution; needs no model'),
  ...model.options,
])

export const defaultModels = { generator: 'tiny', critic: 'tiny', judge: 'rules' } as const

export const modelsSchema = z.strictObject({
  generator: model
    .prefault(defaultModels.generator)
    .describe('writes the answers and is trained; a name or its settings'),
  critic: judge
    .prefault(defaultModels.critic)
    .describe('judges answers to select training data; `rules`, a name or its settings'),
  judge: judge
    .prefault(defaultModels.judge)
    .describe('judges answers to declare the result, so it should not be the critic; as for the critic'),
})
