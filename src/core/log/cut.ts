import type { ContentEvent } from './event.js'

/** Characters of a text that are shown; two texts that are compared get less each. */
const shownLength = 500
export const comparedLength = 200

/** The text up to a number of characters, and what was left out said with the true length. */
export function cutText(text: string, limit: number): string {
  const characters = [...text]
  if (characters.length <= limit) return text
  return `${characters.slice(0, limit).join('').trimEnd()}… (${characters.length} characters)`
}

/** How much of an event's texts is shown. */
export function lengthFor({ kind }: Pick<ContentEvent, 'kind'>): number {
  return kind === 'COMPARISON-TEST' || kind === 'SIDE-BY-SIDE-DIFF' ? comparedLength : shownLength
}

/** The event with every text cut to what is shown. */
export function cutEvent(event: ContentEvent): ContentEvent {
  const limit = lengthFor(event)
  const content = Object.fromEntries(
    Object.entries(event.content).map(([name, text]) => [name, cutText(text, limit)]),
  )
  return { ...event, content } as ContentEvent
}
