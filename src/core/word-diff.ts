/** Which words of two texts differ: the shortest edit script over words (Myers, 1986), by jsdiff. */
import { diffArrays } from 'diff'

export interface Part {
  text: string
  changed: boolean
}

export interface WordDiff {
  before: Part[]
  after: Part[]
}

/** More edits than this and little is shared: the marks would only be noise, and the search slow. */
const mostEdits = 300

/** Both texts in parts, each part shared or not; null when they share too little for marks to help. */
export function wordDiff(before: string, after: string): WordDiff | null {
  const changes = diffArrays(wordsAndSpaces(before), wordsAndSpaces(after), { maxEditLength: mostEdits })
  if (changes === undefined) return null
  const shared = changes.filter(({ added, removed }) => !added && !removed)
  const words = shared.flatMap(({ value }) => value).filter(isWord).length
  if (words === 0 && isWord(before) && isWord(after)) return null
  return {
    before: parts(changes.filter(({ added }) => !added)),
    after: parts(changes.filter(({ removed }) => !removed)),
  }
}

/** Words, runs of white space, and every other character by itself; never half a character. */
const wordsAndSpaces = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}_'’]+|\s+|./gsu) ?? []

const isWord = (text: string) => /[\p{L}\p{N}]/u.test(text)

interface Change {
  value: string[]
  added: boolean
  removed: boolean
}

/** Neighbours of one kind become one part, and so does what only white space keeps apart. */
function parts(changes: readonly Change[]): Part[] {
  const joined: Part[] = []
  const differs = (change: Change | undefined) => change?.added === true || change?.removed === true
  changes.forEach((change, index) => {
    const text = change.value.join('')
    const last = joined.at(-1)
    const bridges = text.trim() === '' && last?.changed === true && differs(changes[index + 1])
    const changed = differs(change) || bridges
    if (last?.changed === changed) last.text += text
    else joined.push({ text, changed })
  })
  return joined
}
