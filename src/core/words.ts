/** The words of a text: what stands between white space. Used for lengths and repetition, where language is unknown. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
