/** The rows that a training reads, and what it says of itself while it runs. */
import { isNews, type ProbeAnswer, probeText } from '../probes.js'
import type { Example, Pair } from '../records.js'
import { mean } from '../statistics/describe.js'
import { type Said, said } from './event.js'
import { conversation, figure } from './words.js'

export function exampleEvent(row: Example, place: { number: number; of: number }): Said {
  return said('TRAINING-EXAMPLE', {
    stage: `TRAINING-EXAMPLE ${place.number}/${place.of}`,
    about: [row.id, row.promptId, ...row.candidates],
    content: {
      prompt: conversation(row.prompt),
      completion: lastText(row.completion),
      rationale: row.rationale,
    },
    metadata: { split: row.split, source: row.source, score: row.score === null ? null : figure(row.score) },
  })
}

export function pairEvent(row: Pair): Said {
  const { chosenScore, rejectedScore } = row
  const margin = chosenScore === null || rejectedScore === null ? null : figure(chosenScore - rejectedScore)
  return said('TRAINING-PAIR-CREATED', {
    about: [row.id, row.promptId, ...row.candidates],
    content: {
      prompt: conversation(row.prompt),
      chosen: lastText(row.chosen),
      rejected: lastText(row.rejected),
      rationale: row.rationale,
    },
    metadata: { split: row.split, source: row.source, margin },
  })
}

/** A figure that a training reported: the loss after a step, on the training or the validation rows. */
export interface LossPoint {
  globalStep: number
  /** Epochs done, as a fraction. */
  epoch: number
  split: 'train' | 'validation'
  loss: number
}

/**
 * Folds the losses of a training into events as they come: one for each, and one when an epoch is full, with the mean
 * over its training steps. A training that ends within an epoch ends it with `end`.
 */
export function epochFold(by: string): {
  add(point: LossPoint): Said[]
  /** All answers of one step, which follow its losses. The first that is news stands for them at the usual level. */
  probes(answers: readonly ProbeAnswer[]): Said[]
  end(): Said[]
} {
  let epoch = 1
  let losses: number[] = []
  let validation: number | null = null
  const complete = (): Said[] => {
    if (losses.length === 0 && validation === null) return []
    const event = said('EPOCH-COMPLETE', {
      stage: `EPOCH-${epoch}-COMPLETE`,
      by,
      content: {},
      metadata: {
        ...(losses.length === 0 ? {} : { mean_loss: figure(mean(losses)) }),
        ...(validation === null ? {} : { validation_loss: figure(validation) }),
        steps: losses.length,
      },
    })
    losses = []
    validation = null
    return [event]
  }
  return {
    add({ globalStep, epoch: done, split, loss }) {
      const current = Math.max(1, Math.ceil(done - 1e-6))
      const before = current > epoch ? complete() : []
      epoch = current
      if (split === 'validation') {
        validation = loss
        return before
      }
      losses.push(loss)
      const batch = said('EPOCH-BATCH', {
        stage: `EPOCH-${epoch}-BATCH-${losses.length}`,
        by,
        content: {},
        metadata: { step: globalStep, loss: figure(loss) },
      })
      return [...before, batch]
    },
    probes(answers) {
      const news = answers.find(isNews)
      const place = `EPOCH-${epoch}-BATCH-${losses.length}`
      return answers.map((answer) =>
        probeEvent(answer, { kind: answer === news ? 'PROBE-CHANGE' : 'PROBE-ANSWER', place, by }),
      )
    },
    end: complete,
  }
}

function probeEvent(
  { row, before }: ProbeAnswer,
  { kind, place, by }: { kind: 'PROBE-CHANGE' | 'PROBE-ANSWER'; place: string; by: string },
): Said {
  const { step, loss, split, probe, prompt_id, prompt, finish } = row
  const name = split === 'validation' ? 'validation_loss' : 'loss'
  return said(kind, {
    stage: `${place}-PROBE-${probe}`,
    by,
    about: prompt_id === null ? [] : [prompt_id],
    content: {
      prompt: conversation(prompt),
      ...(before && { before: probeText(before) }),
      now: probeText(row),
    },
    metadata: {
      step,
      ...(loss === null ? {} : { [name]: typeof loss === 'number' ? figure(loss) : loss }),
      ...(finish === 'length' ? { truncated: true } : {}),
    },
  })
}

const lastText = (messages: { content: string }[]): string => messages.at(-1)?.content ?? ''
