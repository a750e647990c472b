/** A verdict as a sign: a shape and a word, so that nobody needs the colour. */
import { html, type Markup } from './markup.js'

const signs = {
  improved: ['▲', 'good'],
  regressed: ['▼', 'bad'],
  longer: ['↔', 'plain'],
  shorter: ['↔', 'plain'],
  'not resolved': ['○', 'unclear'],
  win: ['▲', 'good'],
  loss: ['▼', 'bad'],
  tie: ['=', 'plain'],
  unparsed: ['?', 'unclear'],
} as const

const words: Record<string, string> = { win: 'better', loss: 'worse', tie: 'same', unparsed: 'not read' }

export type Sign = keyof typeof signs

export function verdictSign(verdict: Sign): Markup {
  const [sign] = signs[verdict]
  return html`<span class="verdict ${toneOf(verdict)}"><span aria-hidden="true">${sign}</span> ${wordFor(verdict)}</span>`
}

export const toneOf = (verdict: Sign): string => signs[verdict][1]

export const wordFor = (verdict: string): string => words[verdict] ?? verdict
