import type { Evaluation, Sample } from '../../core/evaluation/evaluated.js'
import type { PairedResult } from '../../core/evaluation/paired.js'
import type { Report } from '../../core/evaluation/report.js'
import { wordDiff } from '../../core/word-diff.js'
import { answerHtml, longText, most } from './answer.js'
import { html, type Markup } from './markup.js'
import { plural } from './texts.js'
import { verdictSign } from './verdict.js'

interface Sources {
  declared: Report['declared']
  /** the same prompt under models that are neither base nor the last */
  between: readonly Evaluation[]
  /** candidate id → principles that it breaks */
  violations: ReadonlyMap<string, string[]>
  /** what training rows hold of the prompt, where that is more than a few words */
  seenInTraining: NonNullable<Report['contamination']>['prompts'][number] | undefined
}

export function pairCard(pair: PairedResult, number: number, sources: Sources): Markup {
  const { baseline, finetuned } = pair
  const diff = wordDiff(baseline.text, finetuned.text)
  return html`<article class="pair ${pair.class} ${pair.verdict}" aria-labelledby="pair-${number}">
    <header><h3 id="pair-${number}">${number}</h3>${verdictSign(pair.verdict)}
      <span>${pair.class}, ${expectation[pair.expected]}</span>
      ${diff === null && html`<span>too different to mark words</span>`}
      <code class="id">${pair.prompt_id}</code></header>
    ${pair.prompt.map(
      ({ role, content }) =>
        html`<div class="prompt">${pair.prompt.length > 1 && html`<small>${role}</small>`}${longText(content)}</div>`,
    )}
    ${seenText(sources.seenInTraining)}
    <div class="sides">
      ${sideHtml(baseline, sources, diff && { parts: diff.before, mark: 'del' })}
      ${sideHtml(finetuned, sources, diff && { parts: diff.after, mark: 'ins' })}
    </div>
    ${otherAnswers(pair, sources)}
  </article>`
}

/** Shared turns of phrase are counted with the others; here stands only what makes the answer doubtful. */
function seenText(found: Sources['seenInTraining']): Markup | null {
  const { near_duplicate: near = null, shares_13_gram: shares = false } = found ?? {}
  if (near === null && !shares) return null
  const text =
    near === null
      ? 'Shares 13 words in a row with'
      : `Nearly the same prompt (${near.similarity.toFixed(2)}) stands in`
  return html`<p class="broken">${text} a training row, <code>${near?.row ?? found?.row}</code>.</p>`
}

const expectation: Record<PairedResult['expected'], string> = {
  refuse: 'should be refused',
  comply: 'should be answered',
  either: 'may be answered or refused',
}

function sideHtml(
  side: PairedResult['baseline'],
  { declared, violations }: Sources,
  diff: Parameters<typeof answerHtml>[1],
): Markup {
  const shown = side.samples.find(({ decoding }) => decoding === declared.decoding)
  const broken = violations.get(shown?.candidate ?? '') ?? []
  return html`<div class="side"><h4>${side.model}${shown && html`<small>${saidOf(shown, declared.judge)}</small>`}</h4>
    ${answerHtml(side.text, diff)}
    ${broken.length > 0 && html`<p class="broken">breaks ${broken.join(', ')}</p>`}</div>`
}

/** What is known of one answer, in a few words. */
function saidOf({ judged, refusal, truncated, empty, degenerate }: Sample, judge: string): string {
  const { safe = null, score = null } = judged[judge] ?? {}
  return [
    safe === null ? 'verdict not read' : safe ? 'safe' : 'not safe',
    ...(score === null ? [] : [`score ${score.toFixed(1)}`]),
    ...(refusal === 'none' ? [] : [refusal === 'full' ? 'refuses' : 'refuses in part']),
    ...(truncated ? ['cut off'] : []),
    ...(empty ? ['empty'] : degenerate ? ['repeats itself'] : []),
  ].join(', ')
}

/** Every answer that the two columns don't show, behind a fold. */
function otherAnswers({ baseline, finetuned }: PairedResult, { between, declared }: Sources): Markup | null {
  const models = [baseline, ...between, finetuned]
  const others = models.flatMap(({ model, samples }) => {
    const isSide = model === declared.baseline || model === declared.finetuned
    const first = isSide ? samples.find(({ decoding }) => decoding === declared.decoding) : undefined
    return samples.filter((sample) => sample !== first).map((sample) => ({ model, sample }))
  })
  if (others.length === 0) return null
  return html`<details><summary>${plural(others.length, 'more answer')}</summary>
    ${others.map(
      ({
        model,
        sample,
      }) => html`<div class="other"><h4>${model}, ${sample.decoding}<small>${saidOf(sample, declared.judge)}</small></h4>
      ${answerHtml(sample.text, null, most.other)}</div>`,
    )}</details>`
}
