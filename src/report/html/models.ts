/** Each model keeps its colour and its shape over the whole page. */
import type { Report } from '../../core/evaluation/report.js'
import type { Shape } from './chart/whiskers.js'
import { html, type Markup } from './markup.js'

export interface Look {
  name: string
  tone: string
  shape: Shape
}

export function looksOf({ models, declared }: Pick<Report, 'models' | 'declared'>): Look[] {
  return models.map((name) => {
    if (name === declared.baseline) return { name, tone: 'base', shape: 'ring' as const }
    if (name === declared.finetuned) return { name, tone: 'tuned', shape: 'circle' as const }
    return { name, tone: 'between', shape: 'diamond' as const }
  })
}

export function legend(looks: readonly Look[]): Markup {
  return html`<ul class="legend">${looks.map(({ name, tone }) => html`<li><span class="swatch ${tone}" aria-hidden="true"></span>${name}</li>`)}</ul>`
}
