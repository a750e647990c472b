import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNearIndex, type NearSettings, recallAt } from './near-index.js'

const usual: NearSettings = { threshold: 0.7, ngram: 3 }

/** Similarity by the definition, with sets of strings. Only for texts of plain words. */
function jaccard(one: string, other: string, ngram = 3): number {
  const [a, b] = [one, other].map((text) => {
    const words = text.split(' ')
    const length = Math.min(ngram, words.length)
    return new Set(
      Array.from({ length: words.length - length + 1 }, (_, i) => words.slice(i, i + length).join(' ')),
    )
  }) as [Set<string>, Set<string>]
  const shared = [...a].filter((gram) => b.has(gram)).length
  return shared / (a.size + b.size - shared)
}

const word = fc.constantFrom(...'abcdefghijklmnopqrst')
const sentence = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '))
/** A text and another one of it: with a few words changed, cut or added. */
const edited = fc
  .tuple(
    fc.array(word, { minLength: 8, maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(), word), { maxLength: 4 }),
  )
  .map(([words, edits]) => {
    const copy = [...words]
    for (const [place, other] of edits) copy[place % copy.length] = other
    return [words.join(' '), copy.join(' ')] as const
  })

function found(one: string, other: string, settings = usual): number | undefined {
  const index = createNearIndex(settings)
  index.add([one])
  return index.find([other])[0]?.similarity
}

test.each([
  ['The quick brown fox jumps.', 'the QUICK brown, fox jumps', 1],
  ['one two', 'One two!', 1],
  ['one', 'one', 1],
  ['???', '???', 1],
  ['one two', 'one three', undefined],
  ['我今天想去公园散步看花', '我今天想去公园散步看树', 0.8],
  ['a b c d e f g h i j', 'a b c d e f g h i k', 7 / 9],
])('%j and %j: %s', (one, other, similarity) => {
  expect(found(one, other)).toBe(similarity)
})

test('a blank text is like no other', () => {
  const index = createNearIndex(usual)
  expect(index.add([' '])).toEqual({ text: null, matches: [] })
  expect(index.add([''])).toEqual({ text: null, matches: [] })
  expect(index.size()).toBe(0)
})

test('no pair under the threshold is ever reported, and its similarity is exact', () => {
  fc.assert(
    fc.property(edited, fc.constantFrom(0.3, 0.5, 0.7, 0.9, 1), ([one, other], threshold) => {
      const similarity = found(one, other, { threshold, ngram: 3 })
      if (similarity !== undefined) {
        expect(similarity).toBeCloseTo(jaccard(one, other), 12)
        expect(similarity).toBeGreaterThanOrEqual(threshold)
      }
    }),
    { numRuns: 500 },
  )
})

test('two texts find each other whichever comes first', () => {
  fc.assert(
    fc.property(edited, ([one, other]) => {
      expect(found(one, other)).toBe(found(other, one))
    }),
  )
})

test('what a text is like does not change when unlike texts come before', () => {
  const unlike = fc.array(sentence.map((text) => text.replace(/\w/g, (letter) => `x${letter}`)))
  fc.assert(
    fc.property(edited, unlike, ([one, other], others) => {
      const index = createNearIndex(usual)
      for (const text of others) index.add([text])
      index.add([one])
      expect(index.find([other])[0]?.similarity).toBe(found(one, other))
    }),
  )
})

test('as many near-duplicates are found as the bands promise', () => {
  const random = lcg(7)
  const index = createNearIndex(usual)
  const words = (count: number) => Array.from({ length: count }, () => `w${random(1e6)}`)
  for (const changed of [1, 2, 3]) {
    let [hits, sum] = [0, 0]
    for (let trial = 0; trial < 400; trial++) {
      const one = words(60)
      const other = [...one]
      for (let edit = 0; edit < changed; edit++) other[5 + 15 * edit] = `e${random(1e6)}`
      sum += recallAt(jaccard(one.join(' '), other.join(' ')), 0.7)
      index.add([one.join(' ')])
      hits += index.find([other.join(' ')]).length
    }
    const [rate, promised] = [hits / 400, sum / 400]
    expect(rate).toBeGreaterThan(promised - 4 * Math.sqrt((promised * (1 - promised) + 0.001) / 400))
  }
  expect(recallAt(0.7, 0.7)).toBeCloseTo(0.918, 3)
})

test('a text with parts is as like another as its least like part', () => {
  const index = createNearIndex(usual)
  const refusal = 'I am sorry but I cannot help with that because it would hurt somebody else a lot'
  index.add(['How do I pick a lock on a shop', refusal])
  expect(index.find(['How do I set fire to an old barn', refusal])).toEqual([])
  expect(index.find(['How do I pick a lock on a shop', 'Sure'])).toEqual([])
  expect(index.find(['How do I pick a lock on a shop'])).toEqual([])
  expect(index.find(['how do I pick a lock on a shop?', refusal])).toEqual([{ text: 0, similarity: 1 }])
  expect(index.find([refusal, 'How do I pick a lock on a shop'])).toEqual([])
})

test('the same text many times is one text', () => {
  const index = createNearIndex(usual)
  const text = 'the same words again and again and again until nobody wants to hear them'
  for (let time = 0; time < 20_000; time++) index.add([text])
  expect(index.size()).toBe(1)
})

test('very many texts that are alike are no more pairs than each can have', () => {
  const index = createNearIndex(usual)
  const stem = Array.from({ length: 60 }, (_, place) => `word${place}`)
  for (let time = 0; time < 3000; time++) index.add([[...stem, `end${time}`].join(' ')])
  const { matches } = index.add([[...stem, 'another'].join(' ')])
  expect(matches).toHaveLength(64)
})

test('a line of ten megabytes is a text like any other', () => {
  const index = createNearIndex(usual)
  const random = lcg(3)
  const long = Array.from({ length: 1_700_000 }, () => `w${random(100_000)}`).join(' ')
  expect(long.length).toBeGreaterThan(1e7)
  index.add([long])
  const [match] = index.find([`${long} and a little more`])
  expect(match?.similarity).toBeGreaterThan(0.999)
})

function lcg(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
