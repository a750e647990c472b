/** RFC 4180 lines for spreadsheets, in which no cell can start a formula. */

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`
}

/**
 * A spreadsheet takes a cell that starts with one of these, or with their wide forms, for a formula; an apostrophe makes
 * it text. Where a semicolon or a tab divides cells, one within a cell would begin another: it stands in quotes.
 */
const formulaStart = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/

function csvCell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
