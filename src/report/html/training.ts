/** The curves of each training: losses, learning rate, reward margin; which checkpoint was kept, and why it ended. */
import type { ReportData, ReportedTraining } from '../../core/report-data.js'
import { type Curve, lineChart } from './chart/lines.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'

export function trainingSection({ trainings }: ReportData): Section {
  const body =
    trainings.length === 0 ? html`<p>Nothing was trained yet.</p>` : html`${trainings.map(trainingHtml)}`
  return { id: 'training', title: 'Training', body }
}

function trainingHtml(training: ReportedTraining): Markup {
  const { name, method, from } = training
  return html`<article class="training"><h3>${name}</h3>
    <p>${method.toUpperCase()}${from === null ? '' : ` from ${from}`}. ${ending(training)}</p>
    ${training.metrics.length === 0 ? html`<p>No figure was recorded.</p>` : curvesOf(training)}
    <dl class="facts">${training.facts.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>
  </article>`
}

function ending({ done, stopped, metrics, plannedSteps, bestStep }: ReportedTraining): string {
  const reached = metrics.reduce((most, { step }) => Math.max(most, step), 0)
  if (!done) return `Not finished: ${reached} steps so far.`
  const planned = plannedSteps === null ? '' : ` of ${plannedSteps} planned`
  const why = stopped === null ? 'It ran to its end' : `It stopped early: ${stopped}`
  return `${why} (step ${reached}${planned}).${bestStep === null ? '' : ` The checkpoint of step ${bestStep} was kept.`}`
}

function curvesOf(training: ReportedTraining): Markup {
  const flag =
    training.bestStep === null ? null : { x: training.bestStep, text: `kept: step ${training.bestStep}` }
  const chart = (title: string, keys: string[], format: (value: number) => string) => {
    const curves = keys.flatMap((key) => [
      curveOf(training, key, 'train'),
      curveOf(training, key, 'validation'),
    ])
    const drawn = curves.filter(({ points }) => points.length > 0)
    if (drawn.length === 0) return null
    const told = drawn.map(
      ({ name, points }) => `${name} from ${format(points[0]!.y)} to ${format(points.at(-1)!.y)}`,
    )
    return html`<figure><figcaption>${title}
      <ul class="legend">${drawn.map(({ name, tone }) => html`<li><span class="swatch line ${tone}" aria-hidden="true"></span>${name}</li>`)}</ul></figcaption>
      ${lineChart({ curves: drawn, flag, format, label: `${title} by step: ${told.join('; ')}` })}</figure>`
  }
  return html`<div class="columns narrow">
    ${chart('Loss', ['loss'], (value) => String(Number(value.toPrecision(4))))}
    ${chart('Reward margin (chosen − rejected)', ['rewards/margins'], (value) => String(Number(value.toPrecision(3))))}
    ${chart('Learning rate', ['learning_rate'], (value) => (value === 0 ? '0' : value.toExponential(0)))}
  </div>`
}

/** A step whose value was no number leaves a gap in nothing: it is simply not drawn, and the text says how it ended. */
function curveOf({ metrics }: ReportedTraining, key: string, split: 'train' | 'validation'): Curve {
  const points = metrics
    .filter((metric) => metric.split === split)
    .flatMap(({ step, values }) => {
      const value = values[key]
      return typeof value === 'number' ? [{ x: step, y: value }] : []
    })
  return { name: split, tone: split, points, marked: split === 'validation' || points.length === 1 }
}
