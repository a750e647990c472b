/** A dot with its interval on an axis. Shape and place say what colour says too. */
import { html, type Markup } from '../markup.js'
import type { Scale } from './scale.js'

export type Shape = 'circle' | 'diamond' | 'square' | 'ring'

export interface Whisker {
  value: number
  interval: readonly [number, number] | null
  /** a class of the style sheet that colours it */
  tone: string
  shape: Shape
}

/** @param label what the picture says, for those who can't see it */
export function whisker({ value, interval, tone, shape }: Whisker, scale: Scale, label: string): Markup {
  const x = scale.at(value)
  return html`<svg class="plot whisker ${tone}" role="img" aria-label="${label}" width="100%" height="22">
    ${gridLines(scale)}
    ${interval && html`<line class="interval" x1="${scale.at(interval[0])}%" x2="${scale.at(interval[1])}%" y1="11" y2="11"/>`}
    ${mark(shape, x)}
  </svg>`
}

/** The axis below a column of whiskers. */
export function axis(scale: Scale, format: (value: number) => string): Markup {
  return html`<svg class="plot axis" aria-hidden="true" width="100%" height="18">
    ${scale.ticks.map((tick) => html`<text class="${edge(scale, tick)}" x="${scale.at(tick)}%" y="13">${format(tick)}</text>`)}
  </svg>`
}

/** Labels at both ends stay within the picture. */
export function edge({ from, to }: Scale, tick: number): string {
  if (tick === from) return 'first'
  return tick === to ? 'last' : ''
}

function gridLines({ ticks, at }: Scale): Markup[] {
  return ticks.map(
    (tick) =>
      html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${at(tick)}%" x2="${at(tick)}%" y1="0" y2="22"/>`,
  )
}

/** A shape of about 10 pixels: in an inner picture, since only such a one moves by per cent. */
export function mark(shape: Shape, x: number, y = '11'): Markup {
  return html`<svg class="mark" x="${x}%" y="${y}" overflow="visible">${drawn(shape)}</svg>`
}

function drawn(shape: Shape): Markup {
  if (shape === 'diamond') return html`<path d="M0-6.5 6.5 0 0 6.5-6.5 0z"/>`
  if (shape === 'square') return html`<path d="M-4.5-4.5h9v9h-9z"/>`
  return html`<circle r="${shape === 'ring' ? 4.5 : 5}"${shape === 'ring' && html` class="ring"`}/>`
}
