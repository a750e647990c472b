/**
 * How well the detectors do on labelled text. A label counts as found when a span of its type covers it with an
 * intersection over union of at least 0.75 (the rule of presidio-evaluator), and a span as right when it finds a label.
 */
import { z } from 'zod'
import { findIdentifiers } from './find.js'
import { identifierTypes, type Span, type SpanType } from './identifier.js'

export interface LabelledText {
  text: string
  spans: readonly Span[]
}

/** A row of a labelled file: `{text, spans: [[type, start, end], …]}`. @throws what zod says of another row. */
export function labelledText(row: unknown): LabelledText {
  const { text, spans } = rowSchema.parse(row)
  return { text, spans: spans.map(([type, start, end]) => ({ type, start, end })) }
}

const place = z.int().nonnegative()
const rowSchema = z.object({
  text: z.string(),
  spans: z.array(z.tuple([z.enum([...identifierTypes, 'price']), place, place])),
})

export interface Accuracy {
  /** Labels of this type. */
  labelled: number
  /** Labels that were found: recall is found / labelled. */
  found: number
  /** Spans of this type that the detectors gave. */
  given: number
  /** Spans that find a label: precision is right / given. */
  right: number
  /** Labels of which some part stays readable, whatever type it was taken for. */
  readable: number
}

/** What went wrong in one text, as places: the texts themselves are the caller's. */
export interface Mistakes {
  missed: Span[]
  wrong: Span[]
}

export function tally(
  rows: Iterable<LabelledText>,
  types: readonly SpanType[],
  mistaken: (row: number, mistakes: Mistakes) => void = () => undefined,
): Map<SpanType, Accuracy> {
  const table = new Map(
    types.map((type) => [type, { labelled: 0, found: 0, given: 0, right: 0, readable: 0 }]),
  )
  let row = 0
  for (const { text, spans } of rows) {
    const labels = spans.filter(({ type }) => types.includes(type))
    const given = findIdentifiers(text, types)
    const missed = labels.filter((label) => !given.some((span) => finds(span, label)))
    const wrong = given.filter((span) => !labels.some((label) => finds(span, label)))
    for (const label of labels) {
      const counts = table.get(label.type)!
      counts.labelled += 1
      if (!missed.includes(label)) counts.found += 1
      if (!isCovered(label, given)) counts.readable += 1
    }
    for (const span of given) {
      const counts = table.get(span.type)!
      counts.given += 1
      if (!wrong.includes(span)) counts.right += 1
    }
    if (missed.length > 0 || wrong.length > 0) mistaken(row, { missed, wrong })
    row += 1
  }
  return table
}

const leastOverlap = 0.75

function finds(span: Span, label: Span): boolean {
  const common = Math.min(span.end, label.end) - Math.max(span.start, label.start)
  const whole = Math.max(span.end, label.end) - Math.min(span.start, label.start)
  return span.type === label.type && common / whole >= leastOverlap
}

function isCovered({ start, end }: Span, given: readonly Span[]): boolean {
  let covered = start
  for (const span of given) if (span.start <= covered && span.end > covered) covered = span.end
  return covered >= end
}
