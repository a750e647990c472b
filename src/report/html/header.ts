/** The head of the page: which run, what was asked; and its foot. */
import type { ReportData } from '../../core/report-data.js'
import { importQuestion } from '../import-findings.js'
import { html, type Markup } from './markup.js'
import { minute } from './texts.js'

export function header(data: ReportData): Markup {
  const { run } = data
  return html`<header class="masthead">
    <p class="kicker">lattice report</p>
    <h1>${run.id}</h1>
    <p class="asked">${question(data)}</p>
    <dl class="facts">
      <div><dt>Status</dt><dd>${run.status}</dd></div>
      <div><dt>Opened</dt><dd><time datetime="${run.createdAt}">${minute(run.createdAt)}</time></dd></div>
      <div><dt>${data.imported ? 'Model' : 'Generator'}</dt><dd>${data.asked.generator ?? 'unknown'}</dd></div>
      ${chosenBefore(data) ? null : html`<div><dt>Critic</dt><dd>${data.asked.critic ?? 'none'}</dd></div>`}
      ${data.evaluation && html`<div><dt>Judge</dt><dd>${data.evaluation.report.declared.judge}</dd></div>`}
      <div><dt>Seed</dt><dd>${run.seed ?? 'unknown'}</dd></div>
    </dl>
  </header>`
}

export function footer({ lattice, writtenAt, run }: ReportData): Markup {
  return html`<footer>
    <p>Written by lattice ${lattice} on <time datetime="${writtenAt}">${minute(writtenAt)}</time> from run
    ${run.id}. This page is one file: it loads nothing and runs no script.</p>
  </footer>`
}

/** What the run set out to find, put together from its settings: nobody wrote it down. */
function question({ asked, trainings, evaluation, imported }: ReportData): string {
  if (imported !== null && trainings.length === 0) return importQuestion(imported, asked)
  const trained = trainings.map(({ method }) => method.toUpperCase()).join(', then ')
  const by = evaluation ? `, in the eyes of ${evaluation.report.declared.judge}` : ''
  const on = evaluation ? ` on ${evaluation.report.prompts.all} evaluation prompts` : ''
  const principles = asked.constitution
    ? `“${asked.constitution.title}” (${asked.constitution.principles.length} principles)`
    : 'its constitution'
  const training = trained === '' ? 'training' : trained
  return `Does ${training} on ${dataOf(imported, asked)} make ${asked.generator ?? 'the model'} follow ${principles} better${on}${by}?`
}

/** Whether pairs or examples were brought, so that no critic had a say. */
const chosenBefore = ({ imported }: Pick<ReportData, 'imported'>) =>
  imported !== null && imported.as !== 'candidates'

function dataOf(imported: ReportData['imported'], { critic }: ReportData['asked']): string {
  return chosenBefore({ imported })
    ? `${imported?.as} that were given`
    : `data that a critic (${critic ?? 'unknown'}) selected`
}
