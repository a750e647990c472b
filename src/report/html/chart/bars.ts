/** Counts as bars: grouped by model for scores, one row for each model for lengths. */

import { quantile } from '../../../core/statistics/describe.js'
import { html, type Markup } from '../markup.js'
import { type Scale, scaleOver } from './scale.js'

export interface Series {
  name: string
  /** a class of the style sheet that colours it */
  tone: string
  counts: readonly number[]
}

const height = 150

/** One group of bars for each label, one bar in it for each series; the count stands above where there is room. */
export function groupedBars({
  labels,
  series,
  label,
}: {
  labels: readonly string[]
  series: readonly Series[]
  /** what the picture says, for those who can't see it */
  label: string
}): Markup {
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts))
  const group = 100 / labels.length
  const width = (group * 0.8) / series.length
  return html`<svg class="plot bars" role="img" aria-label="${label}" width="100%" height="${height + 22}">
    <line class="zero" x1="0" x2="100%" y1="${height}" y2="${height}"/>
    ${labels.map((text, index) => html`<text x="${share((index + 0.5) * group)}%" y="${height + 16}">${text}</text>`)}
    ${series.map(({ tone, counts }, which) =>
      counts.map((count, index) => {
        const x = index * group + group * 0.1 + which * width
        const size = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 18))
        return html`<rect class="${tone}" x="${share(x)}%" width="${share(width * 0.92)}%" y="${share(height - size)}" height="${share(size)}"/>
          ${count > 0 && html`<text class="count" x="${share(x + width * 0.46)}%" y="${share(height - size - 4)}">${count}</text>`}`
      }),
    )}
  </svg>`
}

/** Values cut into at most `most` bins of one round width. */
export function binned(values: readonly number[], scale: Scale, most = 24): number[] {
  const bins = new Array<number>(most).fill(0)
  for (const value of values) {
    const place = Math.floor(((value - scale.from) / (scale.to - scale.from)) * most)
    bins[Math.min(most - 1, Math.max(0, place))]! += 1
  }
  return bins
}

/** A low histogram over an axis, with a line at the median. */
export function ridge({
  series: { tone, counts },
  scale,
  median,
  label,
}: {
  series: Series
  scale: Scale
  median: number
  label: string
}): Markup {
  const most = Math.max(1, ...counts)
  const width = 100 / counts.length
  return html`<svg class="plot ridge ${tone}" role="img" aria-label="${label}" width="100%" height="56">
    <line class="zero" x1="0" x2="100%" y1="55.5" y2="55.5"/>
    ${counts.map((count, index) => {
      if (count === 0) return null
      const size = Math.max(1.5, (count / most) * 48)
      return html`<rect x="${share(index * width)}%" width="${share(width * 0.9)}%" y="${share(55 - size)}" height="${share(size)}"/>`
    })}
    <line class="median" x1="${scale.at(median)}%" x2="${scale.at(median)}%" y1="0" y2="55"/>
  </svg>`
}

/**
 * The axis of ridges: round numbers from 0. A few values far beyond all others are left out of it, and `binned` counts
 * them in the last bar.
 */
export function scaleFromZero(values: readonly number[]): Scale & { beyond: number } {
  const usual = quantile(values, 0.99)
  const scale = scaleOver([0, ...values])
  if (scale.to <= 2 * usual || usual === 0) return { ...scale, beyond: 0 }
  const near = scaleOver([0, usual])
  return { ...near, beyond: values.filter((value) => value > near.to).length }
}

const share = (value: number) => Number(value.toFixed(2))
