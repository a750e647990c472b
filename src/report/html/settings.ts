/** The constitution, the settings, and how to make the run again. */
import type { ReportData } from '../../core/report-data.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { short } from './texts.js'

export function settingsSection(data: ReportData): Section {
  const { run, config } = data
  const body = html`${constitutionHtml(data)}
    <h3>How to make it again</h3>
    <pre tabindex="0"><code>${run.command}</code></pre>
    <p>${gitText(data)} Seed ${run.seed ?? 'unknown'}. Recorded answers are reused; in bfloat16 another machine may word a few of them
    differently.</p>
    <dl class="facts">${run.environment.map(([what, how]) => html`<div><dt>${what}</dt><dd>${how}</dd></div>`)}</dl>
    <details class="printed"><summary>The whole config, every default resolved</summary><pre tabindex="0"><code>${config}</code></pre></details>`
  return { id: 'settings', title: 'Settings, and how to make it again', body }
}

function constitutionHtml({ asked: { constitution } }: ReportData): Markup | null {
  if (constitution === null) return null
  const { title, hash, principles } = constitution
  return html`<h3>The constitution: ${title} <code class="id">${short(hash)}</code></h3>
    <ol class="principles">${principles.map(
      ({ id, text, weight }) =>
        html`<li><strong>${id}</strong> <small>weight ${weight}</small><br>${text}</li>`,
    )}</ol>`
}

function gitText({ run: { git } }: ReportData): Markup {
  if (git === null) return html`It was started outside a git repository.`
  return html`It was started at git commit <code>${short(git.commit)}</code>${git.dirty ? ', with changes that were not committed' : ''}.`
}
