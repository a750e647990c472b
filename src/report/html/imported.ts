/** What was imported: from which files, what was left out and why. */
import type { ImportDocument } from '../../core/import/document.js'
import type { ReportData } from '../../core/report-data.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { framedTable } from './table.js'
import { count } from './texts.js'

export function importedSection({ imported }: ReportData): Section | null {
  if (imported === null) return null
  const body = html`${filesTable(imported)}
    ${rowsTable(imported)}
    <dl class="facts">${factsOf(imported).map(([what, value]) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`
  return { id: 'imported', title: 'What was imported', body }
}

function filesTable({ files }: ImportDocument): Markup {
  return framedTable(
    'The files, by the sha256 of their bytes',
    html`<thead><tr><th scope="col">File</th><th scope="col">sha256</th></tr></thead>
    <tbody>${files.map(({ source, sha256 }) => html`<tr><th scope="row">${source}</th><td><code>${sha256}</code></td></tr>`)}</tbody>`,
  )
}

function rowsTable({ rows }: ImportDocument): Markup {
  const reasons = Object.entries(rows.unused)
  return framedTable(
    'Their rows',
    html`<thead><tr><th scope="col">Rows</th><th scope="col" class="num">n</th></tr></thead>
    <tbody><tr><th scope="row">used</th><td class="num">${count(rows.used)}</td></tr>
    ${reasons.map(([reason, n]) => html`<tr><th scope="row">left out: ${reason}</th><td class="num">${count(n)}</td></tr>`)}
    <tr><th scope="row">read</th><td class="num">${count(rows.read)}</td></tr></tbody>`,
  )
}

function factsOf({
  as,
  answers,
  selections,
  models,
  classes,
  labels,
  columns,
  patterns,
  remarks,
}: ImportDocument) {
  const facts: [string, string][] = [
    ['taken as', as],
    ['answers', count(answers)],
    ...(as === 'candidates' ? [] : [[as, count(selections)] as [string, string]]),
    ['prompts by class', listed(classes)],
    ...(Object.keys(models).length === 0 ? [] : [['written by', listed(models)] as [string, string]]),
    ...(labels === null ? [] : [[`labels (${labels.column})`, listed(labels.said)] as [string, string]]),
    ...(Object.keys(patterns).length === 0
      ? []
      : [['rows by class pattern', listed(patterns)] as [string, string]]),
    ...Object.entries(remarks).map(([remark, n]): [string, string] => [remark, count(n)]),
    [
      'columns',
      Object.entries(columns)
        .map(([role, name]) => `${role}: ${name}`)
        .join(', '),
    ],
  ]
  return facts
}

const listed = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, n]) => `${count(n)} ${name}`)
    .join(', ')
