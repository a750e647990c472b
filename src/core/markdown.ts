/** A text as Markdown shows it: nothing in it is markup. Line ends stay. */
export function markdownText(text: string): string {
  return text.replaceAll(/[`[\]*_\\]/g, '\\$&').replaceAll('<', '&lt;')
}
