/** What a person should know of a run before it begins: what looks like a mistake, and weakens what will be found. */
import type { Ledger } from '../io/ledger/ledger.js'
import { kinshipNotes } from './kinship.js'
import { lostLedgerNotes } from './lost-ledger.js'
import type { PlannedStep } from './plan.js'
import { type PlannedPrompts, promptNotes } from './planned-prompts.js'
import { selectingJudgeNotes } from './selecting-judge.js'
import { tinyCriticNotes } from './tiny-critic.js'
import { unknownModelNotes } from './unknown-models.js'

export function runNotes({
  plan,
  prompts,
  ledger,
  outputs,
}: {
  plan: readonly PlannedStep[]
  prompts: PlannedPrompts | null
  ledger: Ledger
  outputs: string
}): string[] {
  return [
    ...lostLedgerNotes(outputs, ledger),
    ...selectingJudgeNotes(plan),
    ...kinshipNotes(plan),
    ...promptNotes(prompts),
    ...tinyCriticNotes(plan),
    ...unknownModelNotes(plan),
  ]
}
