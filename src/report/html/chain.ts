/** The chain of hashes: what each step read and made, so that anyone can check that nothing was swapped. */
import type { ReportData, ReportedStep } from '../../core/report-data.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { count, plural, short } from './texts.js'

export function chainSection({ steps }: ReportData): Section {
  const files = steps.reduce((sum, { outputs }) => sum + outputs.length, 0)
  const broken = steps.filter(({ damage }) => damage !== null)
  const checked =
    broken.length === 0
      ? `When this page was written, all ${plural(files, 'file')} were what the ledger says.`
      : `When this page was written, ${plural(broken.length, 'step')} no longer held what the ledger says.`
  const body =
    steps.length === 0
      ? html`<p>No step has run yet.</p>`
      : html`<p>A step is named by the hash of its recipe and of the content of what it reads. ${checked} The full hashes stand in the folds.</p>
    <ol class="chain">${steps.map((step) => stepHtml(step, steps))}</ol>`
  return { id: 'chain', title: 'The chain of hashes', body }
}

function stepHtml(step: ReportedStep, steps: readonly ReportedStep[]): Markup {
  const { id, key, fingerprint, status, damage, inputs, outputs, attempt } = step
  const sources = [...new Set(inputs.map(({ source }) => makerOf(source, steps) ?? fileName(source)))]
  return html`<li id="step-${short(key)}">
    <p><code class="id">${short(key)}</code> <strong>${id}</strong>
      ${status !== 'done' && html`<span class="verdict bad">${status}</span>`}
      ${damage !== null && html`<span class="verdict bad">${damage}</span>`}
      ${sources.length > 0 && html`<span class="from">from ${sources.map((source, index) => [index > 0 && ', ', sourceName(source)])}</span>`}</p>
    <details><summary>hashes<span class="unseen"> of ${id}</span></summary>
    <dl class="hashes">
      <div><dt>key</dt><dd><code>${key}</code></dd></div>
      <div><dt>recipe</dt><dd><code>${fingerprint}</code></dd></div>
      ${inputs.map(({ name, source, sha256 }) => html`<div><dt>reads ${name}<small>${source}</small></dt><dd><code>${sha256}</code></dd></div>`)}
      ${outputs.map(({ name, sha256, bytes, rows }) => html`<div><dt>made ${name}<small>${rows === null ? `${count(bytes)} bytes` : plural(rows, 'row')}</small></dt><dd><code>${sha256}</code></dd></div>`)}
      ${attempt > 1 && html`<div><dt>attempts</dt><dd>${attempt}</dd></div>`}
    </dl></details></li>`
}

const makerOf = (source: string, steps: readonly ReportedStep[]) =>
  steps.find(({ id }) => source.startsWith(`${id}/`))

/** Of a file that was given: its folder too, since many are called prompts.jsonl. */
const fileName = (source: string) => source.split('/').slice(-2).join('/')

function sourceName(source: ReportedStep | string): Markup {
  if (typeof source === 'string') return html`${source}`
  return html`<a href="#step-${short(source.key)}">${source.id}</a>`
}
