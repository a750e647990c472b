import type { Cell, Table } from '../table.js'
import { html, type Markup } from './markup.js'

/** A table of the terminal as one of the page: a row of one cell is a heading within it. */
export function tableHtml({ title, columns, rows, notes }: Table): Markup {
  const side = (index: number) => (columns[index]?.align === 'right' ? 'num' : '')
  const head = columns.map(({ text }, index) =>
    text === '' ? html`<td></td>` : html`<th scope="col" class="${side(index)}">${text}</th>`,
  )
  const body = rows.map((cells) => rowHtml(cells, columns.length, side))
  return html`${framedTable(sentenceCase(title), html`<thead><tr>${head}</tr></thead><tbody>${body}</tbody>`)}
  ${notes.map((note) => html`<p class="note">${note}</p>`)}`
}

/** A table that scrolls by itself where the page is narrow; its title stays in sight. */
export function framedTable(title: string, rows: Markup): Markup {
  return html`<p class="caption">${title}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>${rows}</table></div>`
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
