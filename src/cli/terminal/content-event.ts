/** An event of the content log as a terminal shows it: what it is, who said it, then each text beside its name. */
import type { ChalkInstance } from 'chalk'
import { comparedLength, cutText, lengthFor } from '../../core/log/cut.js'
import type { ContentEvent } from '../../core/log/event.js'
import { cleanText } from './clean-text.js'
import { beside, roomBeside } from './columns.js'
import { factsText } from './facts.js'
import { isProbe, probeTexts } from './probe-strip.js'
import { markedWords } from './word-marks.js'
import { hanging, wrap } from './wrap.js'

export interface Page {
  colours: ChalkInstance
  /** Columns. */
  width: number
}

export function eventText(event: ContentEvent, page: Page): string {
  const { colours, width } = page
  const texts = textsOf(event, page)
  const facts = factsText(factsOf(event))
  const isShort = texts.length === 0 || isProbe(event)
  const origin = isProbe(event)
    ? [event.step]
    : [event.step, event.by, ...event.about.slice(0, 1).map(shortId)]
  const head = [...origin, isShort ? facts : ''].filter((part) => part).join(' · ')
  const dim = (text: string, room: number) => wrap(cleanText(text), room).map((line) => colours.dim(line))
  const name = `${event.stage}  `
  const label = Math.max(0, ...texts.map(([title]) => title.length)) + 2
  const title = hanging(colours.bold(name), dim(head, width - name.length))
  const room = event.kind === 'SIDE-BY-SIDE-DIFF' ? roomBeside(texts.length, width - indent) : null
  if (room !== null) {
    const columns = texts.map(([side, text]) => [colours.cyan(side), ...wrap(text, room)])
    return [title, ...beside(columns, room).map((line) => `${' '.repeat(indent)}${line}`)].join('\n')
  }
  return [
    title,
    ...texts.map(([title, text]) =>
      hanging(colours.cyan(title.padEnd(label)), wrap(text, width - label - 2), 2),
    ),
    ...(!isShort && facts !== '' ? [hanging('', dim(facts, width - 2), 2)] : []),
  ].join('\n')
}

const indent = 2

/** Enough of an id to find it by: `candidate-8bea1126`. */
export function shortId(id: string): string {
  return id.replace(/^([a-z]+-[0-9a-f]{8})[0-9a-f]+$/, '$1')
}

function textsOf(event: ContentEvent, { colours, width }: Page): [string, string][] {
  if (isProbe(event)) return probeTexts(event, colours, width - 'prompt'.length - 4)
  const shown = (text: string) => cleanText(cutText(text, lengthFor(event)))
  if (event.kind === 'SIDE-BY-SIDE-DIFF') {
    const { base, tuned } = event.content
    const { before, after } = markedWords(shown(base), shown(tuned), colours)
    return [
      [sideName(event, 'base'), before],
      [sideName(event, 'tuned'), after],
    ]
  }
  return Object.entries(event.content).map(([title, text]) => [
    title === 'base' || title === 'tuned' ? sideName(event, title) : title,
    shown(text),
  ])
}

/** The sides of a comparison go by the names of their models. */
const sideName = ({ metadata }: ContentEvent, side: 'base' | 'tuned') =>
  cleanText(cutText(String(metadata[side] ?? side), comparedLength))

/** What the texts say already isn't said twice. */
function factsOf({ kind, metadata }: ContentEvent): Record<string, unknown> {
  const { base, tuned, score, safe, principle, verdict, ...facts } = metadata
  if (kind === 'SUMMARY') return metadata
  return kind === 'TRAINING-EXAMPLE' ? { ...facts, score } : facts
}
