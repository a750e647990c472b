/**
 * Probe prompts: a few fixed prompts that a model is asked again and again while it trains. What it answers is there to
 * be read; no rule looks at it. `probes.jsonl` beside an adapter has a row for each prompt each time.
 */
import { z } from 'zod'
import { messageSchema } from './records.js'

export const probeRowSchema = z.object({
  /** Optimiser steps done; 0 is before the first. */
  step: z.int().nonnegative(),
  epoch: z.number(),
  /** The loss told last, and of which rows; null before there was one. */
  loss: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).nullable(),
  split: z.enum(['train', 'validation']).nullable(),
  /** Counts the prompts from 1. */
  probe: z.int().positive(),
  /** Id of the prompt; null for one that was written for this. */
  prompt_id: z.string().nullable(),
  prompt: z.array(messageSchema).min(1),
  /** Null when there was no answer: then `failed` says why. */
  text: z.string().nullable(),
  finish: z.enum(['stop', 'length']).nullable(),
  failed: z.string().nullable(),
})

export type ProbeRow = z.infer<typeof probeRowSchema>

/** A row beside the first and the last one of the same prompt before it. */
export interface ProbeAnswer {
  row: ProbeRow
  before: ProbeRow | null
  previous: ProbeRow | null
}

/** Takes rows in the order of training. */
export function probeFold(): (row: ProbeRow) => ProbeAnswer {
  const known = new Map<string, { before: ProbeRow; previous: ProbeRow }>()
  return (row) => {
    const key = JSON.stringify(row.prompt)
    const { before = null, previous = null } = known.get(key) ?? {}
    known.set(key, { before: before ?? row, previous: row })
    return { row, before, previous }
  }
}

/** Whether it says something else than the time before. */
export const isNews = ({ row, previous }: ProbeAnswer): boolean =>
  previous !== null && probeText(previous) !== probeText(row)

export const probeText = ({ text, failed }: ProbeRow): string => text ?? `(no answer: ${failed})`

/** One prompt over a training, in stretches of steps at which the answer was the same. */
export interface ProbeStrip {
  prompt: ProbeRow['prompt']
  /** `first` and `last` differ in step and loss alone. */
  stretches: { first: ProbeRow; last: ProbeRow }[]
}

/** Strips in the order of the prompts. @param rows in the order of training */
export function probeStrips(rows: readonly ProbeRow[]): ProbeStrip[] {
  const strips = new Map<string, ProbeStrip>()
  for (const row of rows) {
    const key = JSON.stringify(row.prompt)
    const strip = strips.get(key) ?? { prompt: row.prompt, stretches: [] }
    strips.set(key, strip)
    const current = strip.stretches.at(-1)
    if (current && probeText(current.last) === probeText(row)) current.last = row
    else strip.stretches.push({ first: row, last: row })
  }
  return [...strips.values()]
}

export function stretchText({ first, last }: ProbeStrip['stretches'][number]): string {
  if (first.step === 0) return last.step === 0 ? 'before training' : `before training, to step ${last.step}`
  return first.step === last.step ? `step ${first.step}` : `steps ${first.step} to ${last.step}`
}
