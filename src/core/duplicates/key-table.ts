/**
 * Texts by their keys: a hash table whose slots are chains of texts, newest first, in plain integer arrays. Each text has
 * the same number of keys.
 */
import { grown } from './grown.js'

export interface KeyTable {
  add(keys: Uint32Array): void
  /** Visits the texts with this key in this place, the newest first and no more than `most`. */
  visit(place: number, key: number, most: number, visitor: (text: number) => void): void
  bytes(): number
}

/** @param perText keys of one text, each a well spread 32-bit number; the same in two places is two different keys */
export function createKeyTable(perText: number): KeyTable {
  let texts = 0
  let keys: Uint32Array = new Uint32Array(1024 * perText)
  // Links are 1 more than the place of the key that they lead to; 0 ends a chain.
  let links: Uint32Array = new Uint32Array(keys.length)
  let heads: Uint32Array = new Uint32Array(powerOfTwoFrom(keys.length))
  const chain = (at: number) => {
    const slot = keys[at]! & (heads.length - 1)
    links[at] = heads[slot]!
    heads[slot] = at + 1
  }
  const makeRoom = () => {
    if ((texts + 1) * perText <= keys.length) return
    keys = grown(keys)
    links = new Uint32Array(keys.length)
    heads = new Uint32Array(powerOfTwoFrom(keys.length))
    for (let at = 0; at < texts * perText; at++) chain(at)
  }
  return {
    add(added) {
      makeRoom()
      const first = texts * perText
      keys.set(added, first)
      for (let at = first; at < first + perText; at++) chain(at)
      texts++
    },
    visit(place, key, most, visitor) {
      let left = most
      for (let link = heads[key & (heads.length - 1)]!; link !== 0 && left > 0; link = links[link - 1]!) {
        const at = link - 1
        if (keys[at] !== key || at % perText !== place) continue
        visitor(Math.floor(at / perText))
        left--
      }
    },
    bytes: () => keys.byteLength + links.byteLength + heads.byteLength,
  }
}

function powerOfTwoFrom(least: number): number {
  return 2 ** Math.ceil(Math.log2(least))
}
