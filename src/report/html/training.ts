/**
 * The curves of each training: losses, learning rate, reward margin; what it was heard to say on the way; which
 * checkpoint was kept, and why it ended.
 */
import type { ReportData, ReportedTraining } from '../../core/report-data.js'
import { type Curve, type Flag, lineChart } from './chart/lines.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { probeStripsHtml } from './probes.js'

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
    ${probeStripsHtml(training.probes)}
  </article>`
}

function ending(training: ReportedTraining): string {
  const { done, stopped, plannedSteps, bestStep } = training
  const reached = stepsOf(training)
  if (!done) return `Not finished: ${reached} steps so far.`
  const planned = plannedSteps === null ? '' : ` of ${plannedSteps} planned`
  const why = stopped === null ? 'It ran to its end' : `It stopped early: ${stopped}`
  return `${why} (step ${reached}${planned}).${bestStep === null ? '' : ` The checkpoint of step ${bestStep} was kept.`}`
}

const stepsOf = ({ metrics }: ReportedTraining) => metrics.reduce((most, { step }) => Math.max(most, step), 0)

const shortNumber = (digits: number) => (value: number) => String(Number(value.toPrecision(digits)))

function curvesOf(training: ReportedTraining): Markup {
  return html`<div class="columns narrow">
    ${chartOf(training, { title: training.loss === null ? 'Loss' : `Loss (${training.loss})`, key: 'loss', format: shortNumber(4) })}
    ${chartOf(training, { title: 'Reward margin (chosen − rejected)', key: 'rewards/margins', format: shortNumber(3) })}
    ${chartOf(training, { title: 'Learning rate', key: 'learning_rate', format: (value) => (value === 0 ? '0' : value.toExponential(0)) })}
  </div>`
}

function chartOf(
  training: ReportedTraining,
  { title, key, format }: { title: string; key: string; format: (value: number) => string },
): Markup | null {
  const curves = (['train', 'validation'] as const)
    .map((split) => curveOf(training, key, split))
    .filter(({ points }) => points.length > 0)
  if (curves.length === 0) return null
  const told = curves.map(
    ({ name, points }) => `${name} from ${format(points[0]!.y)} to ${format(points.at(-1)!.y)}`,
  )
  return html`<figure><figcaption>${title}
    <ul class="legend">${curves.map(({ name, tone }) => html`<li><span class="swatch line ${tone}" aria-hidden="true"></span>${name}</li>`)}</ul></figcaption>
    ${lineChart({ curves, flags: flagsOf(training), format, label: `${title} by step: ${told.join('; ')}` })}</figure>`
}

/** The kept checkpoint, and where the training was stopped. */
function flagsOf(training: ReportedTraining): Flag[] {
  const { bestStep, stopped } = training
  const end = stepsOf(training)
  return [
    ...(bestStep === null ? [] : [{ x: bestStep, text: `kept: step ${bestStep}` }]),
    ...(stopped === null ? [] : [{ x: end, text: `stopped: step ${end}` }]),
  ]
}

/** A value that was no number is not drawn: the text above says how the training ended. */
function curveOf({ metrics }: ReportedTraining, key: string, split: 'train' | 'validation'): Curve {
  const points = metrics
    .filter((metric) => metric.split === split)
    .flatMap(({ step, values }) => {
      const value = values[key]
      return typeof value === 'number' ? [{ x: step, y: value }] : []
    })
  const few = points.length === 1 || (split === 'validation' && points.length <= 60)
  return { name: split, tone: split, points, marked: few }
}
