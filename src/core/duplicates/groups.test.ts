import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGrouping, type Groups } from './groups.js'
import { rowTexts } from './row-texts.js'

function grouped(texts: readonly string[], threshold = 0.7): Groups {
  const grouping = createGrouping({ threshold, ngram: 3 })
  for (const text of texts) grouping.add([text])
  return grouping.result()
}

const stem = 'one two three four five six seven eight nine ten eleven twelve'

test('rows that hang together by pairs are one group, equal ones too', () => {
  const texts = [
    `${stem} a b c`,
    'something else',
    `${stem} a`,
    `x ${stem}`,
    '',
    `${stem.toUpperCase()}: a b, C!`,
  ]
  expect(grouped(texts, 0.8)).toEqual({
    rows: 6,
    blank: 1,
    groups: [[0, 2, 3, 5]],
    pairs: [
      { first: 0, second: 2, similarity: 11 / 13 },
      { first: 2, second: 3, similarity: 10 / 12 },
      { first: 0, second: 5, similarity: 1 },
    ],
  })
})

const word = fc.constantFrom(...'abcdefgh')
const text = fc.array(word, { minLength: 3, maxLength: 12 }).map((words) => words.join(' '))
const texts = fc.array(text, { maxLength: 40 })
const inWords = (rows: readonly string[], { groups }: Groups) =>
  groups
    .map((group) =>
      group
        .map((row) => rows[row]!)
        .sort()
        .join('\n'),
    )
    .sort()

test('the order of the rows does not change the groups', () => {
  const shuffled = texts.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
  )
  fc.assert(
    fc.property(shuffled, ([rows, others]) => {
      expect(inWords(others, grouped(others, 0.5))).toEqual(inWords(rows, grouped(rows, 0.5)))
    }),
  )
})

test('rows that are like no other change nothing', () => {
  fc.assert(
    fc.property(texts, texts, (rows, others) => {
      const unlike = others.map(
        (other, place) => `${other.toUpperCase().replaceAll(/\w/g, '$&x')} ${place} ${place}y`,
      )
      const mixed = [...unlike.slice(0, 3), ...rows, ...unlike.slice(3)]
      const groups = grouped(mixed).groups.filter((group) => rows.includes(mixed[group[0]!]!))
      expect(inWords(mixed, { ...grouped(mixed), groups })).toEqual(inWords(rows, grouped(rows)))
    }),
  )
})

test('a hundred thousand equal rows are one group', () => {
  const { groups, pairs } = grouped(Array.from({ length: 100_000 }, () => stem))
  expect(groups.map(({ length }) => length)).toEqual([100_000])
  expect(pairs).toHaveLength(99_999)
})

const turns = (...roles: string[]) => roles.map((role) => ({ role, content: `by ${role}` }))

test.each<[unknown, string[] | undefined, string[]]>([
  ['text', undefined, ['text']],
  [{ text: 'a', label: 1 }, undefined, ['a']],
  [{ prompt: 'a' }, undefined, ['a']],
  [{ prompt: 'a', completion: 'b' }, undefined, ['a', 'b']],
  [
    { prompt: turns('system', 'user'), completion: turns('assistant') },
    undefined,
    ['by user', 'by assistant'],
  ],
  [{ prompt: 'a', chosen: 'b', rejected: 'c' }, undefined, ['a', 'b', 'c']],
  [{ chosen: 'b', rejected: 'c' }, undefined, ['', 'b', 'c']],
  [
    { messages: turns('user', 'assistant', 'user', 'assistant') },
    undefined,
    ['by user\nby assistant\nby user', 'by assistant'],
  ],
  [{ messages: turns('system', 'user') }, undefined, ['by user']],
  [{ instruction: 'a', output: 'b' }, undefined, ['a', 'b']],
  [{ prompt: null, text: 'a' }, undefined, ['a']],
  [{ title: 'a', body: 'b', text: 'c' }, ['title', 'body'], ['a', 'b']],
])('of the row %j with columns %j the texts %j are compared', (row, columns, expected) => {
  expect(rowTexts(row, columns)).toEqual(expected)
})

test.each<[unknown, string[] | undefined, string]>([
  [3, undefined, 'is neither an object nor a text'],
  [[], undefined, 'is neither an object nor a text'],
  [{ prompt: 3 }, undefined, '`prompt` is neither a text nor a list of {role, content}'],
  [{ messages: [{ role: 'user' }] }, undefined, '`messages` is not a list of {role, content}'],
  [{ chosen: 'b' }, undefined, 'has no `rejected`'],
  [{ body: 'a' }, undefined, 'has none of the columns prompt, messages, text'],
  [{ text: 'a' }, ['title'], 'has no `title`'],
  ['text', ['title'], 'has no columns'],
])('the row %j with columns %j is refused: %s', (row, columns, problem) => {
  expect(rowTexts(row, columns)).toMatchObject({ problem: expect.stringContaining(problem) })
})
