import type { Constitution } from '../core/constitution.js'
import { critiqueOf } from '../core/critique.js'
import { nothingSelected } from '../core/no-selection.js'
import { type NotSelected, type SelectSettings as PolicySettings, selectFrom } from '../core/policies.js'
import { candidateSchema, promptSchema, verdictSchema } from '../core/records.js'
import { judgedByPrompt } from './join.js'
import type { Stage } from './stage.js'

export interface SelectSettings {
  constitution: Constitution
  policy: PolicySettings
}

/** Chooses among the candidates of each prompt by a policy. The critique is folded here: new weights ask no model. */
export const selectStage: Stage<SelectSettings> = {
  name: 'select',
  version: 2,
  async *run({ settings: { constitution, policy }, ports }) {
    const counts = { prompts: 0, chosen: 0, rejected: 0 }
    const dropped = new Map<NotSelected, number>()
    const judged = judgedByPrompt(
      ports.read('prompts', promptSchema),
      ports.read('candidates', candidateSchema),
      ports.read('verdicts', verdictSchema),
    )
    for await (const { prompt, candidates } of judged) {
      // Imported answers may be to an evaluation prompt.
      if (prompt.split === 'evaluation') {
        yield { dropped: prompt.id, reason: 'evaluation prompt' }
        continue
      }
      counts.prompts += 1
      const scored = candidates.map(({ candidate, verdicts }) => ({
        candidate,
        critique: critiqueOf({ candidate, verdicts, constitution }),
      }))
      const outcome = selectFrom({ settings: policy, prompt: prompt.id, scored })
      if ('dropped' in outcome) {
        yield { dropped: prompt.id, reason: outcome.dropped }
        dropped.set(outcome.dropped, (dropped.get(outcome.dropped) ?? 0) + 1)
        continue
      }
      counts.chosen += outcome.selection.chosen.length
      counts.rejected += outcome.selection.rejected.length
      yield { file: 'selections.jsonl', record: outcome.selection }
    }
    if (counts.chosen === 0) throw nothingSelected(dropped)
    for (const [fact, value] of Object.entries(counts)) yield { fact, value }
  },
}
