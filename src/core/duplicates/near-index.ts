/**
 * Near-duplicates among many texts, without comparing each with each.
 *
 * A text is its set of word n-grams (Broder, On the resemblance and containment of documents, 1997). MinHash signatures
 * cut into bands (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3) bring together texts that are
 * probably alike; each such pair is then compared by its sets, so no pair below the threshold is ever reported, and what
 * is missed is what shared no band: `recallAt` says how much. This is how training sets are commonly cleared
 * (Lee et al., Deduplicating Training Data Makes Language Models Better, 2022).
 *
 * Work and memory grow with the texts, not with the pairs: a text whose n-grams are all those of an earlier one is not
 * entered again, of a band that very many texts share only the newest `mostPerBand` are compared, and a text that has
 * `mostMatches` near-duplicates looks for no more.
 */
import { bandsFor, sharing } from './bands.js'
import { finished, mixed } from './hash.js'
import { createKeyTable } from './key-table.js'
import { createMarks } from './marks.js'
import { createBandKeys } from './minhash.js'
import { createShelf } from './shelf.js'
import { createShingleReader, type Shingles } from './shingles.js'

export interface NearSettings {
  /** Similarity from which two texts are near-duplicates, over 0 and up to 1. */
  threshold: number
  /** Words of an n-gram. */
  ngram: number
}

export interface Match {
  /** Number of the earlier text, in the order of `add`. */
  text: number
  /** 1: the same n-grams. Of a text with parts, that of the least similar part. */
  similarity: number
}

export interface NearIndex {
  /** Earlier texts that are near-duplicates, 64 at most: the most similar first, then the earliest. A blank text has none. */
  find(parts: readonly string[]): Match[]
  /** The same, and remembers the text; an equal of an earlier one gets that one's number, a blank one gets none. */
  add(parts: readonly string[]): { text: number | null; matches: Match[] }
  size(): number
  /** Bytes of its tables; they grow by doubling, so up to half may be empty. */
  bytes(): number
}

/** Length of a signature. */
const permutations = 128
const mostPerBand = 256
const mostMatches = 64

export function createNearIndex({ threshold, ngram }: NearSettings): NearIndex {
  const cut = bandsFor(threshold, permutations)
  const read = createShingleReader(ngram)
  const bandKeys = createBandKeys(cut)
  const shelf = createShelf()
  // The last key is that of the whole set: it finds the equal text, however many are alike.
  const keys = new Uint32Array(cut.bands + 1)
  const table = createKeyTable(keys.length)
  const seen = createMarks()
  let size = 0

  const compare = (shingles: Shingles): Match[] => {
    const matches: Match[] = []
    if (shingles.values.length === 0) return matches
    bandKeys(shingles.values, keys)
    keys[cut.bands] = wholeKey(shingles)
    seen.clear()
    const visit = (text: number) => {
      if (matches.length === mostMatches || !seen.mark(text)) return
      const found = shelf.similarity(shingles, text, threshold)
      if (found >= threshold) matches.push({ text, similarity: found })
    }
    table.visit(cut.bands, keys[cut.bands]!, mostPerBand, visit)
    if (matches[0]?.similarity !== 1)
      for (let band = 0; band < cut.bands && matches.length < mostMatches; band++)
        table.visit(band, keys[band]!, mostPerBand, visit)
    return matches.sort((a, b) => b.similarity - a.similarity || a.text - b.text)
  }
  return {
    find: (parts) => compare(read(parts)),
    add(parts) {
      const shingles = read(parts)
      const matches = compare(shingles)
      if (shingles.values.length === 0) return { text: null, matches }
      if (matches[0]?.similarity === 1) return { text: matches[0].text, matches }
      shelf.put(shingles)
      table.add(keys)
      return { text: size++, matches }
    },
    size: () => size,
    bytes: () => shelf.bytes() + table.bytes(),
  }
}

/** Probability that two texts of this similarity are compared at all. */
export function recallAt(similarity: number, threshold: number): number {
  return sharing(similarity, bandsFor(threshold, permutations))
}

function wholeKey({ values, ends }: Shingles): number {
  let key = ends.length
  for (const end of ends) key = mixed(key, end)
  for (let place = 0; place < values.length; place++) key = mixed(key, values[place]!)
  return finished(key)
}
