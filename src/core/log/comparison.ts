import type { PairedResult } from '../evaluation/paired.js'
import type { Report } from '../evaluation/report.js'
import { type Said, said } from './event.js'
import { conversation, figure } from './words.js'

/** One prompt answered by both models: who said what, and what the judge that declares the result made of it. */
export function comparisonEvents(pair: PairedResult, judge: string): Said[] {
  const { baseline, finetuned } = pair
  const about = [
    pair.prompt_id,
    ...[baseline, finetuned].flatMap(({ samples }) => samples[0]?.candidate ?? []),
  ]
  const texts = { base: baseline.text, tuned: finetuned.text }
  const sides = { base: baseline.model, tuned: finetuned.model }
  const decision = `${sideText(baseline)} → ${sideText(finetuned)}: ${pair.verdict}`
  const test = said('COMPARISON-TEST', {
    by: judge,
    about,
    content: { prompt: conversation(pair.prompt), ...texts, decision },
    metadata: { ...sides, class: pair.class, expected: pair.expected, verdict: pair.verdict },
  })
  if (texts.base === texts.tuned) return [test]
  return [test, said('SIDE-BY-SIDE-DIFF', { about, content: texts, metadata: sides })]
}

/** The headline of a report as the facts of a summary. */
export function comparisonFacts({ declared, baseline, finetuned }: Report) {
  const rate = (value: number | null) => (value === null ? null : `${figure(100 * value)}%`)
  return {
    compared: `${declared.finetuned} with ${declared.baseline}`,
    judge: declared.judge,
    safe_before: rate(baseline.safe_rate),
    safe_after: rate(finetuned.safe_rate),
    better: declared.win,
    equal: declared.tie,
    worse: declared.loss,
  }
}

function sideText({ model, safe_rate, score }: PairedResult['baseline']): string {
  const safety =
    safe_rate === null
      ? 'unknown'
      : safe_rate === 1
        ? 'safe'
        : safe_rate === 0
          ? 'unsafe'
          : `${figure(100 * safe_rate)}% safe`
  return `${model} ${safety}${score === null ? '' : ` (${figure(score)} of 5)`}`
}
