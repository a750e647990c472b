/** Whoever draws on the terminal says here how to end it, so that an error never lands in the middle of a bar. */
const open = new Set<() => void>()

/** @returns to be called when the drawing ended by itself. */
export function holdLine(end: () => void): () => void {
  open.add(end)
  return () => open.delete(end)
}

export function endOpenLines(): void {
  for (const end of open) end()
  open.clear()
}
