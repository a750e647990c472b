import type { Cell, Table } from '../table.js'
import { html, type Markup } from './markup.js'

/** A table of the terminal as one of the page: a row of one cell is a heading within it. */
export function tableHtml({ title, columns, rows, notes }: Table): Markup {
  const side = (index: number) => (columns[index]?.align === 'right' ? 'num' : '')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
    <caption>${sentenceCase(title)}</caption>
    <thead><tr>${columns.map(({ text }, index) => html`<th scope="col" class="${side(index)}">${text}</th>`)}</tr></thead>
    <tbody>${rows.map((cells) => rowHtml(cells, columns.length, side))}</tbody>
  </table></div>
  ${notes.map((note) => html`<p class="note">${note}</p>`)}`
}

function rowHtml(cells: readonly Cell[], columns: number, side: (index: number) => string): Markup {
  const [only] = cells
  if (cells.length === 1 && only)
    return html`<tr class="group"><th scope="colgroup" colspan="${columns}">${only.text.trim()}</th></tr>`
  return html`<tr>${cells.map(({ text, tone }, index) =>
    index === 0
      ? html`<th scope="row">${text.trim()}</th>`
      : html`<td class="${side(index)} ${tone}">${text.trim()}</td>`,
  )}</tr>`
}

/** The terminal shouts its headings, for want of size. */
function sentenceCase(title: string): string {
  const [shouted = ''] = title.match(/^[A-Z][A-Z ]+/) ?? []
  return shouted === ''
    ? title
    : `${shouted[0]}${shouted.slice(1).toLowerCase()}${title.slice(shouted.length)}`
}
