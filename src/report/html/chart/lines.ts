/** Curves over training steps. The lines stretch with the page, the text and the marks don't. */
import { html, type Markup } from '../markup.js'
import { type Scale, scaleOver } from './scale.js'
import { edge, mark } from './whiskers.js'

export interface Curve {
  name: string
  /** a class of the style sheet that colours it */
  tone: string
  points: readonly { x: number; y: number }[]
  /** whether each point is marked: for few of them */
  marked: boolean
}

export interface Flag {
  x: number
  text: string
}

const height = 170

/** @param label what the picture says, for those who can't see it */
export function lineChart({
  curves,
  flags,
  format,
  label,
}: {
  curves: readonly Curve[]
  /** steps that are marked by upright lines */
  flags: readonly Flag[]
  format: (value: number) => string
  label: string
}): Markup {
  const points = curves.flatMap((curve) => curve.points)
  const x = scaleOver([0, ...points.map((point) => point.x), ...flags.map((flag) => flag.x)])
  const y = scaleOver(
    points.map((point) => point.y),
    { ticks: 4 },
  )
  const up = (value: number) => rounded(100 - y.at(value))
  return html`<div class="lines">
    <svg class="plot scale" aria-hidden="true" height="${height}">
      ${y.ticks.map((tick) => html`<text x="100%" y="${up(tick)}%" class="${edge(y, tick)}">${format(tick)}</text>`)}
    </svg>
    <svg class="plot" role="img" aria-label="${label}" width="100%" height="${height}">
      ${y.ticks.map((tick) => html`<line class="grid" x1="0" x2="100%" y1="${up(tick)}%" y2="${up(tick)}%"/>`)}
      ${flags.map((flag) => html`<line class="flag" x1="${x.at(flag.x)}%" x2="${x.at(flag.x)}%" y1="0" y2="100%"/>`)}
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">
        ${curves.map((curve) => html`<path class="curve ${curve.tone}" d="${pathOf(curve, x, up)}"/>`)}
      </svg>
      ${curves
        .filter(({ marked }) => marked)
        .map(({ tone, points: dots }) =>
          dots.map((dot) => html`<g class="${tone}">${mark('circle', x.at(dot.x), `${up(dot.y)}%`)}</g>`),
        )}
      ${flags.map((flag, index) => flagText(flag, x.at(flag.x), index))}
    </svg>
    <svg class="plot axis" aria-hidden="true" width="100%" height="20">
      ${x.ticks.map((tick) => html`<text class="${edge(x, tick)}" x="${x.at(tick)}%" y="15">${tick}</text>`)}
    </svg>
  </div>`
}

/** Beside its line, on the side where there is room; a second one stands lower. */
function flagText({ text }: Flag, x: number, index: number): Markup {
  const isLeft = x > 60
  return html`<text class="flag-text ${isLeft ? 'last' : 'first'}" x="${x}%" y="${14 + index * 16}" dx="${isLeft ? -6 : 6}">${text}</text>`
}

function pathOf({ points }: Curve, x: Scale, up: (value: number) => number): string {
  return thinned(points)
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${x.at(point.x)} ${up(point.y)}`)
    .join('')
}

const rounded = (value: number) => Number(value.toFixed(2))

/** More points than a screen has pixels. */
const mostPoints = 1000

/** Of a long curve the lowest and the highest point of each stretch, so that no spike is lost. */
export function thinned(points: Curve['points']): Curve['points'] {
  if (points.length <= mostPoints) return points
  const stretch = Math.ceil(points.length / (mostPoints / 2))
  const starts = Array.from({ length: Math.ceil(points.length / stretch) }, (_, index) => index * stretch)
  return starts.flatMap((start) => {
    const sorted = points.slice(start, start + stretch).sort((a, b) => a.y - b.y)
    const [low, high] = [sorted[0]!, sorted.at(-1)!]
    if (low === high) return [low]
    return low.x < high.x ? [low, high] : [high, low]
  })
}
