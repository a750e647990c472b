import { z } from 'zod'

const lossSchema = z.object({
  loss_type: z.array(z.string()).min(1),
  loss_weights: z.array(z.number()).optional(),
})

/** What the loss of a training is the sum of, as `sigmoid + sft`; null where its settings name none, as those of SFT. */
export function lossName(training: unknown): string | null {
  const parsed = lossSchema.safeParse(training)
  if (!parsed.success) return null
  const { loss_type, loss_weights = [] } = parsed.data
  return loss_type
    .map((name, index) => ((loss_weights[index] ?? 1) === 1 ? name : `${loss_weights[index]} × ${name}`))
    .join(' + ')
}
