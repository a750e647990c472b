/** What a model answered to the same prompts again and again while it was trained, as a strip for each prompt. */
import { conversation } from '../../core/log/words.js'
import { type ProbeRow, type ProbeStrip, probeText, stretchText } from '../../core/probes.js'
import { wordDiff } from '../../core/word-diff.js'
import { answerHtml, longText } from './answer.js'
import { html, type Markup } from './markup.js'
import { count } from './texts.js'

/** Of a long strip the start and the end are shown, and what lies between is folded. */
const shownFirst = 4
const shownLast = 6

export function probeStripsHtml(strips: readonly ProbeStrip[]): Markup | null {
  if (strips.length === 0) return null
  return html`<h4>Asked on the way</h4>
    <p class="note">The likeliest answer to the same prompts at several steps; words that the answer before did not have
      are marked. To look at: nothing was decided by it.</p>
    <div class="probes">${strips.map(stripHtml)}</div>`
}

function stripHtml({ prompt, stretches }: ProbeStrip): Markup {
  const rows = stretches.map((stretch, index) => stretchHtml(stretch, stretches[index - 1]?.last ?? null))
  const hidden = rows.slice(shownFirst, -shownLast)
  const shown =
    hidden.length < 2
      ? html`<ol>${rows}</ol>`
      : html`<ol>${rows.slice(0, shownFirst)}</ol>
        <details><summary>${count(hidden.length)} more answers</summary><ol>${hidden}</ol></details>
        <ol>${rows.slice(-shownLast)}</ol>`
  return html`<article class="probe"><div class="prompt">${longText(conversation(prompt))}</div>${shown}</article>`
}

function stretchHtml(stretch: ProbeStrip['stretches'][number], before: ProbeRow | null): Markup {
  const { first } = stretch
  const diff = before && first.text !== null ? wordDiff(probeText(before), first.text) : null
  return html`<li><p class="when">${stretchText(stretch)}<small>${factsText(first)}</small></p>
    <div>${answerHtml(probeText(first), diff && { parts: diff.after, mark: 'ins' })}</div></li>`
}

function factsText({ loss, split, finish }: ProbeRow): string {
  const value = typeof loss === 'number' ? String(Number(loss.toPrecision(4))) : loss
  return [
    value === null ? '' : `${split === 'validation' ? 'validation loss' : 'loss'} ${value}`,
    finish === 'length' ? 'cut off' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
