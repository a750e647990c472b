/**
 * Groups of near-duplicates: texts that hang together by pairs (connected components, by union-find). Two texts of a
 * group may be less alike than the threshold when others stand between them. Neither the order of the texts nor an
 * unlike one among them changes the groups.
 */
import { createNearIndex, type NearSettings } from './near-index.js'

export interface NearPair {
  /** Rows, numbered from 0 in the order in which they were added; `first` comes before `second`. */
  first: number
  second: number
  similarity: number
}

export interface Groups {
  rows: number
  /** Rows without any text: they are like nothing. */
  blank: number
  /** Of each row the most similar earlier ones, ten at most; of rows that are equal only the first counts as earlier. */
  pairs: NearPair[]
  /** Rows of each group of two or more, in order. */
  groups: number[][]
}

export interface Grouping {
  /** Adds the next row. */
  add(parts: readonly string[]): void
  result(): Groups
}

const pairsPerRow = 10

export function createGrouping(settings: NearSettings): Grouping {
  const index = createNearIndex(settings)
  const firstRowOf: number[] = []
  const textOfRow: (number | null)[] = []
  const pairs: NearPair[] = []
  const sets = createSets()
  return {
    add(parts) {
      const row = textOfRow.length
      const { text, matches } = index.add(parts)
      textOfRow.push(text)
      if (text === firstRowOf.length) firstRowOf.push(row)
      for (const match of matches) sets.unite(text!, match.text)
      for (const { text: earlier, similarity } of matches.slice(0, pairsPerRow))
        pairs.push({ first: firstRowOf[earlier]!, second: row, similarity })
    },
    result() {
      const groups = new Map<number, number[]>()
      for (const [row, text] of textOfRow.entries()) {
        if (text === null) continue
        const root = sets.rootOf(text)
        const group = groups.get(root)
        if (group) group.push(row)
        else groups.set(root, [row])
      }
      return {
        rows: textOfRow.length,
        blank: textOfRow.filter((text) => text === null).length,
        pairs,
        groups: [...groups.values()].filter(({ length }) => length > 1),
      }
    },
  }
}

/** Disjoint sets of numbers: each begins alone. */
function createSets() {
  const parents: number[] = []
  const rootOf = (member: number): number => {
    for (let next = parents.length; next <= member; next++) parents.push(next)
    let root = member
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!
      root = parents[root]!
    }
    return root
  }
  return {
    rootOf,
    unite(one: number, other: number): void {
      parents[rootOf(one)] = rootOf(other)
    },
  }
}
