/** What went in and what was left out, from prompts to training rows, with the reasons. */
import { promptClasses, splits } from '../../core/records.js'
import type { ReportData, ReportedStep } from '../../core/report-data.js'
import { selectionTable } from '../selection-table.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { framedTable, tableHtml } from './table.js'
import { count, plural } from './texts.js'

export function dataSection(data: ReportData): Section {
  const body = html`${promptTable(data)}
    ${stagesTable(data)}
    ${data.selection === null ? '' : tableHtml(selectionTable(data.selection))}
    ${data.datasets.length === 0 ? html`<p>No training data was made yet.</p>` : data.datasets.map(datasetHtml)}`
  return { id: 'data', title: 'Selection and data', body }
}

function promptTable({ prompts }: ReportData): Markup {
  if (prompts.length === 0) return html`<p>No prompts were read yet.</p>`
  const of = (split: string, promptClass: string) =>
    prompts.find((row) => row.split === split && row.class === promptClass)?.n ?? 0
  const sum = (rows: readonly { n: number }[]) => rows.reduce((total, { n }) => total + n, 0)
  return framedTable(
    'Prompts by split and class',
    html`<thead><tr><th scope="col">Split</th>${promptClasses.map((name) => html`<th scope="col" class="num">${name}</th>`)}<th scope="col" class="num">all</th></tr></thead>
    <tbody>${splits.map(
      (split) => html`<tr><th scope="row">${split}</th>
      ${promptClasses.map((name) => html`<td class="num">${count(of(split, name))}</td>`)}
      <td class="num">${count(sum(prompts.filter((row) => row.split === split)))}</td></tr>`,
    )}</tbody>`,
  )
}

const shownStages = [
  'prompts',
  'import',
  'generate',
  'critique',
  'agreement',
  'select',
  'dataset',
  'train',
  'sample',
  'judge',
]

function stagesTable({ steps }: ReportData): Markup {
  const rows = steps.filter(({ stage }) => shownStages.includes(stage))
  if (rows.length === 0) return html`<p>No step has run yet.</p>`
  return framedTable(
    'What each step made, and what it left out and why',
    html`<thead><tr><th scope="col">Step</th><th scope="col">Made</th><th scope="col">Left out</th></tr></thead>
    <tbody>${rows.map(stepRow)}</tbody>`,
  )
}

function stepRow({ id, facts, dropped, status }: ReportedStep): Markup {
  const made = facts.map(([name, value]) => `${spaced(name)} ${value}`).join(' · ')
  return html`<tr><th scope="row"><code>${id}</code></th><td>${status === 'done' ? made : status}</td>
    <td>${dropped.length === 0 ? '–' : dropped.map(({ reason, n }) => html`<span class="line">${count(n)}: ${reason}</span>`)}</td></tr>`
}

/** `plannedSteps` and `delta_safe_rate` as a person would say them. */
const spaced = (name: string) =>
  name.replaceAll('_', ' ').replaceAll(/[a-z][A-Z]/g, ([end, start]) => `${end} ${start?.toLowerCase()}`)

function datasetHtml({
  name,
  manifest: { kind, counts, provenance },
}: ReportData['datasets'][number]): Markup {
  const reasons = Object.entries(counts.dropped)
  const lengths = counts.words.length === 2 ? 'words, chosen and rejected' : 'words'
  const facts: [string, string][] = [
    [
      'rows',
      `${count(counts.train)} to train, ${count(counts.validation)} to validate, of ${count(counts.drafted)}`,
    ],
    ['prompts', `${count(counts.prompts.train)} and ${count(counts.prompts.validation)}`],
    [
      'left out',
      reasons.length === 0 ? 'nothing' : reasons.map(([reason, n]) => `${count(n)}: ${reason}`).join('; '),
    ],
    [
      'held against',
      `${plural(counts.evaluation_prompts, 'evaluation prompt')}; ${count(counts.evaluation_overlap)} in the data`,
    ],
    [lengths, counts.words.map((value) => value.toFixed(1)).join(' and ')],
    ['policy', provenance.policy.name],
  ]
  return html`<h3>Data for ${name} <small>${kind.toUpperCase()}</small></h3>
    <dl class="facts">${facts.map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`
}
