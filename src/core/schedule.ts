/**
 * When a training warms up, looks at its validation loss and saves: worked out from the real number of steps.
 * Fixed numbers (evaluate every 100 steps, warm up for 100) do nothing at all in a run of 60 steps.
 */

export interface ScheduleSettings {
  num_train_epochs: number
  /** Overrides the epochs when it is set. */
  max_steps: number | null
  per_device_train_batch_size: number
  gradient_accumulation_steps: number
  /** Share of all steps, 0..1. */
  warmup_ratio: number
  /** How often the validation loss is looked at over the whole run. */
  evaluations: number
}

export interface Schedule {
  max_steps: number
  warmup_steps: number
  eval_steps: number
  save_steps: number
  logging_steps: number
}

/**
 * The schedule of a training on `rows` rows.
 * Saving goes with evaluating, so that the best validation loss has a checkpoint.
 */
export function scheduleOf(settings: ScheduleSettings, rows: number): Schedule {
  const epoch = stepsPerEpoch(settings, rows)
  const max_steps = settings.max_steps ?? Math.max(1, Math.ceil(epoch * settings.num_train_epochs))
  const eval_steps = Math.max(1, Math.floor(max_steps / settings.evaluations))
  return {
    max_steps,
    warmup_steps: Math.min(max_steps - 1, Math.ceil(max_steps * settings.warmup_ratio)),
    eval_steps,
    save_steps: eval_steps,
    logging_steps: Math.max(1, Math.floor(eval_steps / 5)),
  }
}

/** ceil(ceil(rows / batch) / accumulation), as transformers' Trainer counts them. */
export function stepsPerEpoch(
  { per_device_train_batch_size, gradient_accumulation_steps }: ScheduleSettings,
  rows: number,
): number {
  return Math.max(1, Math.ceil(Math.ceil(rows / per_device_train_batch_size) / gradient_accumulation_steps))
}
