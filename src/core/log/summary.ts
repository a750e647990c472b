import { type Metadata, type Said, said } from './event.js'
import { figure } from './words.js'

/** What a step came to, from the counts that its stage gave. */
export function summaryEvent(facts: Record<string, unknown>): Said {
  const metadata: Metadata = {}
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'number') metadata[name] = figure(value)
    else if (typeof value === 'string') metadata[name] = value
    else if (name === 'dropped') metadata.left_out = droppedText(value as Record<string, number>)
    else if (name === 'warnings') metadata.warnings = (value as string[]).join(' ')
  }
  return said('SUMMARY', { content: {}, metadata })
}

/** An item that came to nothing, by its text where it has one, and why: `PROMPT-SKIPPED`, `TRAINING-PAIR-SKIPPED`. */
export function skippedEvent(
  what: string,
  { id, reason, text }: { id: string; reason: string; text: string },
): Said {
  return said('SKIPPED', {
    stage: `${what}-SKIPPED`,
    about: [id],
    content: { item: text },
    metadata: { reason },
  })
}

export function errorEvent(message: string): Said {
  return said('ERROR', { content: { error: message } })
}

/** `2 truncated, 1 near-duplicate`. */
export function droppedText(reasons: Record<string, number>): string {
  return Object.entries(reasons)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ')
}
