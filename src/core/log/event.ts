/**
 * The content log: what was said at each stage, by whom, and what was decided on it. An event is made from the records
 * of a step, never beside them, so that the log can't tell another story than the data.
 *
 * Level 1 is the outcome of each step, 2 adds the texts at the key stages, 3 adds what was put to a judge and what
 * it replied, the losses within an epoch and every answer to a probe prompt. The names follow those of the demos that
 * this log grew out of.
 */
export const logLevels = [0, 1, 2, 3] as const
export type LogLevel = (typeof logLevels)[number]

/** Each kind of event with the level from which on it is shown. */
export const levelOfKind = {
  SUMMARY: 1,
  ERROR: 1,
  SKIPPED: 2,
  'INITIAL-GENERATION': 2,
  'EVAL-INPUT': 3,
  'EVAL-MODEL-RESPONSE': 3,
  'INITIAL-EVALUATION': 2,
  'CRITIQUE-GENERATION': 3,
  'EVAL-DECISION': 2,
  'TRAINING-EXAMPLE': 2,
  'TRAINING-PAIR-CREATED': 2,
  'EPOCH-BATCH': 3,
  'EPOCH-COMPLETE': 2,
  'PROBE-CHANGE': 2,
  'PROBE-ANSWER': 3,
  'BASE-MODEL-OUTPUT': 3,
  'TRAINED-MODEL-OUTPUT': 3,
  'COMPARISON-TEST': 2,
  'SIDE-BY-SIDE-DIFF': 2,
} as const satisfies Record<string, Exclude<LogLevel, 0>>

export type EventKind = keyof typeof levelOfKind

/** The texts of an event, by what they are. A comparison names its two sides by their models. */
interface Texts {
  SUMMARY: Record<never, never>
  ERROR: { error: string }
  SKIPPED: { item: string }
  'INITIAL-GENERATION': { prompt: string; answer: string }
  'EVAL-INPUT': { prompt: string; answer: string }
  'EVAL-MODEL-RESPONSE': { response: string }
  'INITIAL-EVALUATION': { prompt: string; answer: string; evaluation: string }
  'CRITIQUE-GENERATION': { critique: string }
  'EVAL-DECISION': { prompt: string; answer: string; decision: string }
  'TRAINING-EXAMPLE': { prompt: string; completion: string; rationale: string }
  'TRAINING-PAIR-CREATED': { prompt: string; chosen: string; rejected: string; rationale: string }
  'EPOCH-BATCH': Record<never, never>
  'EPOCH-COMPLETE': Record<never, never>
  'PROBE-CHANGE': ProbeTexts
  'PROBE-ANSWER': ProbeTexts
  'BASE-MODEL-OUTPUT': { prompt: string; answer: string }
  'TRAINED-MODEL-OUTPUT': { prompt: string; answer: string }
  'COMPARISON-TEST': { prompt: string; base: string; tuned: string; decision: string }
  'SIDE-BY-SIDE-DIFF': { base: string; tuned: string }
}

/** `before` is the first answer of the training; it is missing where `now` is that one. */
type ProbeTexts = { prompt: string; before?: string; now: string }

/** What an event tells beyond its texts; shown in one line. */
export type Metadata = Record<string, string | number | boolean | null>

/** What an event says for itself; where and when it happened is added by whoever knows. */
export type Said = {
  [Kind in EventKind]: {
    kind: Kind
    /** The name as it is shown: `TRAINING-EXAMPLE 3/150`, `EPOCH-2-COMPLETE`. */
    stage: string
    /** Who said the newest text of it: a model with its adapters, `rules`, or null for what lattice itself decided. */
    by: string | null
    /** Ids of the records that it is about. */
    about: string[]
    content: Texts[Kind]
    metadata: Metadata
  }
}[EventKind]

export type ContentEvent = Said & {
  /** Id of the step, as `critique:main`. */
  step: string
  /** When it was recorded. */
  timestamp: string
}

/** Makes an event; the name of its kind is its stage unless another is given. */
export function said<Kind extends EventKind>(
  kind: Kind,
  {
    stage = kind,
    by = null,
    about = [],
    content,
    metadata = {},
  }: { stage?: string; by?: string | null; about?: string[]; content: Texts[Kind]; metadata?: Metadata },
): Said {
  // The compiler can't follow that a kind and the texts of that same kind make a member of the union.
  return { kind, stage, by, about, content, metadata } as Said
}

export function isShown({ kind }: Pick<Said, 'kind'>, level: LogLevel): boolean {
  return levelOfKind[kind] <= level
}
