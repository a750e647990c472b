import type { Candidate, Message } from '../records.js'
import { type Said, said } from './event.js'
import { conversation } from './words.js'

export type GenerationKind = 'INITIAL-GENERATION' | 'BASE-MODEL-OUTPUT' | 'TRAINED-MODEL-OUTPUT'

/** An answer of a model, as soon as its text is known; its record may come later. */
export function generationEvent({
  kind,
  by,
  prompt,
  answer,
  about = [],
}: {
  kind: GenerationKind
  by: string
  prompt: readonly Message[]
  answer: Pick<Candidate, 'text' | 'finish'> & { sample?: number; tokens?: number | undefined }
  about?: string[]
}): Said {
  const { text, finish, sample, tokens } = answer
  return said(kind, {
    by,
    about,
    content: { prompt: conversation(prompt), answer: text },
    metadata: {
      ...(sample === undefined ? {} : { sample }),
      ...(tokens === undefined ? {} : { tokens }),
      ...(finish === 'length' ? { truncated: true } : {}),
    },
  })
}
