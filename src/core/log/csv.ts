/** RFC 4180 lines for spreadsheets, in which no cell can start a formula. */

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => csvCell(String(cell))).join(',')}\r\n`
}

/** A spreadsheet takes a cell that starts with one of these for a formula; an apostrophe makes it text. */
const formulaStart = /^[=+\-@\t\r\n]/

function csvCell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
