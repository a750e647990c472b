/** The kinds of identifiers that have a structure to check, and what a detector says of one. */
export const identifierTypes = [
  'email',
  'phone',
  'card',
  'iban',
  'ssn',
  'ipv4',
  'ipv6',
  'secret',
  'url',
] as const

export type IdentifierType = (typeof identifierTypes)[number]
export type SpanType = IdentifierType | 'price'

/** Where an identifier stands. Offsets are UTF-16 code units; `end` is the first one after it. */
export interface Span {
  type: SpanType
  start: number
  end: number
}

/** A span of folded text with what it says, spelled in one way: two spellings of one identifier are equal. */
export interface Found extends Span {
  value: string
}

/**
 * Yields what it finds in folded text, from left to right. Spans of several detectors may overlap.
 * @param runs where each run of digits begins: most detectors start there.
 */
export type Detector = (text: string, runs: readonly number[]) => Iterable<Found>
