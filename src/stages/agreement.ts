import type { Constitution } from '../core/constitution.js'
import { critiqueOf } from '../core/critique.js'
import { agreementFold } from '../core/import/agreement.js'
import { candidateSchema, promptSchema, type Verdict, verdictSchema } from '../core/records.js'
import { judgedByPrompt } from './join.js'
import type { Ports, Stage } from './stage.js'

export interface AgreementSettings {
  constitution: Constitution
  /** Name of the critic, for a reader. */
  critic: string
}

/** How far the critic agrees with what people said of the same answers. */
export const agreementStage: Stage<AgreementSettings> = {
  name: 'agreement',
  version: 2,
  async *run({ settings: { constitution, critic }, ports }) {
    const labels = await labelsBySubject(ports)
    const fold = agreementFold(critic)
    const judged = judgedByPrompt(
      ports.read('prompts', promptSchema),
      ports.read('candidates', candidateSchema),
      ports.read('verdicts', verdictSchema),
    )
    for await (const { prompt, candidates } of judged) {
      for (const { candidate, verdicts } of candidates) {
        const label = labels.get(candidate.id)
        if (label === undefined) continue
        const critique = critiqueOf({ candidate, verdicts, constitution })
        for (const record of fold.add({ prompt, candidate, label, critique, verdicts }))
          yield { file: 'disagreements.jsonl', record }
      }
    }
    const document = fold.result()
    yield { file: 'agreement.json', document: `${JSON.stringify(document, null, 2)}\n` }
    yield { fact: 'labelled', value: document.rows.labelled }
    for (const { of, overall } of document.comparisons) {
      if (overall.agreement) yield { fact: `${of} agreement`, value: overall.agreement.value }
      if (overall.kappa) yield { fact: `${of} kappa`, value: overall.kappa.value }
    }
  },
}

/** One label an answer: the first, where the same answer was labelled twice. */
async function labelsBySubject(ports: Ports): Promise<Map<string, Verdict>> {
  const labels = new Map<string, Verdict>()
  for await (const label of ports.read('labels', verdictSchema))
    if (!labels.has(label.subject)) labels.set(label.subject, label)
  return labels
}
