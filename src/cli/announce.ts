import { couldShow } from '../core/evaluation/planned.js'
import type { Observer } from '../engine/observer.js'
import { plannedText } from '../report/planned-text.js'

/** Says what the comparison could show before the first answer to an evaluation prompt is made. */
export function announcing(observer: Observer, limit: number | undefined): Observer {
  let prompts: number | null = null
  return {
    ...observer,
    stepFinished(step) {
      const { evaluation } = step.facts
      if (step.id.startsWith('prompts:') && typeof evaluation === 'number')
        prompts = Math.min(evaluation, limit ?? evaluation)
      observer.stepFinished(step)
    },
    stepStarted(step) {
      observer.stepStarted(step)
      if (prompts === null || !step.id.startsWith('sample:')) return
      observer.note(plannedText(couldShow(prompts)))
      prompts = null
    },
  }
}
