/** How far a training is, in steps. A validation between two of them is told too, and missed until one was measured. */
import type { WorkerEvent } from '../io/worker/events.js'
import type { Meanwhile } from './observer.js'

export type TellProgress = (done: number, total: number, meanwhile?: Meanwhile) => void

export function trainingProgress(told: TellProgress, method: 'sft' | 'dpo') {
  let total = 0
  let done = 0
  let unmeasured = false
  const tell = (meanwhile?: string) =>
    told(done, total, {
      ...(meanwhile ? { meanwhile } : {}),
      ...(unmeasured ? { besides: 'validation' } : {}),
    })
  return {
    begin({ from, steps, validates }: { from: number; steps: number; validates: boolean }) {
      done = from
      total = steps
      unmeasured = validates
      tell()
    },
    follow(event: Extract<WorkerEvent, { type: 'progress' }>) {
      const isOver = event.done === event.total
      if (event.phase === 'train') done = event.done
      else if (event.phase !== 'validate') return
      else if (isOver) unmeasured = false
      else return tell(`validates ${event.done}/${event.total} ${method === 'dpo' ? 'pairs' : 'rows'}`)
      tell()
    },
  }
}
