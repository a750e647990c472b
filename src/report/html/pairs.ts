/**
 * The pairs, prompt by prompt: what base and tuned model said, and who was better. They are filtered by class and
 * verdict without a script: radio buttons, and rules of the style sheet that look at them.
 */
import type { PairedResult } from '../../core/evaluation/paired.js'
import { promptClasses } from '../../core/records.js'
import type { ReportData, ReportedEvaluation } from '../../core/report-data.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'
import { pairCard } from './pair-card.js'
import { pairVerdicts } from './style/filters.js'
import { count, plural } from './texts.js'
import { wordFor } from './verdict.js'

/** More would make the page slow to open; those that tell the most are kept, and the page says how many there are. */
export const mostPairs = 1000

export function pairSection({ evaluation }: ReportData): Section | null {
  if (evaluation === null || evaluation.pairs.length === 0) return null
  const ordered = byInterest(evaluation.pairs)
  const shown = ordered.slice(0, mostPairs)
  const { judge, decoding, baseline, finetuned } = evaluation.report.declared
  const body = html`<p>${finetuned} against ${baseline} on each evaluation prompt, by the ${decoding} answer as ${judge} scores it.
    What got worse stands first, then what could not be read, then by how much it got better.
    ${shown.length < ordered.length && html`<strong>Here are ${count(shown.length)} of ${plural(ordered.length, 'pair')}; paired_results.json holds all.</strong>`}</p>
    <div class="pairs">
      ${filters(shown)}
      <p class="print-only">On paper: the first 24 pairs, unless a class or a verdict was chosen on the screen.</p>
      ${shown.map((pair, index) => pairCard(pair, index + 1, sourcesOf(evaluation, pair)))}
    </div>`
  return { id: 'pairs', title: 'The pairs', body }
}

const rank: Record<PairedResult['verdict'], number> = { loss: 0, unparsed: 1, win: 2, tie: 3 }

/** Within a verdict by how far the scores are apart, then as they came. */
function byInterest(pairs: readonly PairedResult[]): PairedResult[] {
  const apart = ({ baseline, finetuned }: PairedResult) =>
    Math.abs((finetuned.score ?? finetuned.safe_rate ?? 0) - (baseline.score ?? baseline.safe_rate ?? 0))
  return [...pairs].sort((a, b) => rank[a.verdict] - rank[b.verdict] || apart(b) - apart(a))
}

function sourcesOf({ evaluations, violations, report }: ReportedEvaluation, { prompt_id }: PairedResult) {
  const { baseline, finetuned } = report.declared
  const between = evaluations.filter(
    ({ promptId, model }) => promptId === prompt_id && model !== baseline && model !== finetuned,
  )
  const found = report.contamination?.prompts.find(({ id }) => id === prompt_id)
  return { declared: report.declared, between, violations, seenInTraining: found }
}

/** Each choice with the number of pairs that it leaves, whatever the other choice is: a table of all of them. */
function filters(pairs: readonly PairedResult[]): Markup {
  const classes = ['all', ...promptClasses] as const
  const of = (promptClass: string, verdict: string) =>
    pairs.filter(
      (pair) =>
        (promptClass === 'all' || pair.class === promptClass) &&
        (verdict === 'all' || pair.verdict === verdict),
    ).length
  return html`<div class="filters">
    ${choice(
      'class',
      'Class',
      classes.map((value) => ({ value, text: value, n: of(value, 'all') })),
    )}
    ${choice(
      'verdict',
      'Verdict',
      pairVerdicts.map((value) => ({ value, text: wordFor(value), n: of('all', value) })),
    )}
    <p class="choice"><label><input type="checkbox" id="marks" checked> mark the words that differ</label></p>
    <p class="shown" role="status">${classes.flatMap((promptClass) =>
      pairVerdicts.map((verdict) => {
        const n = of(promptClass, verdict)
        return html`<span class="n-${promptClass}-${verdict}">${n === 0 ? 'No pair is so.' : `${plural(n, 'pair')} shown.`}</span>`
      }),
    )}</p>
  </div>`
}

function choice(name: string, title: string, options: { value: string; text: string; n: number }[]): Markup {
  return html`<fieldset class="choice"><legend>${title}</legend>${options.map(
    ({ value, text, n }) =>
      html`<label><input type="radio" name="${name}" id="${name}-${value}"${value === 'all' && html` checked`}>${text} <small>${count(n)}</small></label>`,
  )}</fieldset>`
}
