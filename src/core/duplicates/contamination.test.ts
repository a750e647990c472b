import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Contamination, createContaminationSearch } from './contamination.js'

const usual = { threshold: 0.7, ngram: 3 }

/** What is found of prompts (by place) in rows, each a prompt and its answers. */
function searched(prompts: readonly string[], rows: readonly string[][]): Contamination {
  const named = prompts.map((text, place) => ({ id: `e${place}`, text }))
  const search = createContaminationSearch(named, usual)
  for (const [place, [prompt = '', ...answers]] of rows.entries())
    search.count({ id: `r${place}`, prompt, answers })
  return search.result()
}

const long = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen'

test.each<[string, string, string[], Partial<Contamination>]>([
  ['the same prompt', long, [long], { shares_13_gram: 1, shares_8_gram: 1, near_duplicates: 1 }],
  [
    'a prompt quoted in an answer',
    long,
    ['q', `You ask: "${long}"?`],
    { shares_13_gram: 1, shares_8_gram: 1 },
  ],
  [
    '13 words of it',
    long,
    [long.replace('one', 'a')],
    { shares_13_gram: 1, shares_8_gram: 1, near_duplicates: 1 },
  ],
  ['12 words of it', long, ['x', long.replace('one two', 'a b')], { shares_8_gram: 1 }],
  ['8 words of it', long, ['x', 'one two three four five six seven eight'], { shares_8_gram: 1 }],
  ['7 words of it', long, ['x', 'one two three four five six seven'], {}],
  ['8 words over two texts', long, ['one two three four', 'five six seven eight'], {}],
  [
    'a short prompt in a text',
    'How do I cook rice?',
    ['x', 'She asked how do i cook rice, so'],
    { short_prompts_found: 1 },
  ],
  ['a short prompt in part', 'How do I cook rice?', ['How do I cook pasta?'], {}],
  ['a very short prompt as a text', 'Hello!', ['hello'], { short_prompts_found: 1, near_duplicates: 1 }],
  ['a very short prompt within a text', 'Hello!', ['Well, hello there'], {}],
  ['a blank row', long, ['', ''], {}],
])('%s', (_, prompt, row, expected) => {
  const none = { shares_13_gram: 0, shares_8_gram: 0, short_prompts_found: 0, near_duplicates: 0 }
  expect(searched([prompt], [row])).toMatchObject({ ...none, ...expected })
})

test('each prompt is listed with the row that has most of it', () => {
  const half = long.split(' ').slice(0, 10).join(' ')
  const { prompts } = searched(
    [long, 'Something else entirely, of which nothing is known'],
    [
      ['x', half],
      ['y', `${long} and more words than before`, 'z'],
      ['w', half],
    ],
  )
  expect(prompts).toEqual([{ id: 'e0', share: 1, shares_13_gram: true, row: 'r1', near_duplicate: null }])
})

test('words that many evaluation prompts have in common with training stand out', () => {
  const stem = 'Please answer the following question as well as you can'
  const { most_shared, shares_8_gram } = searched(
    [
      `${stem}: what is tea?`,
      `${stem}: who is Tom?`,
      'Another prompt that shares nothing at all with the rest',
    ],
    [[`${stem}: why is it dark?`, 'Because.']],
  )
  expect(shares_8_gram).toBe(2)
  expect(most_shared).toEqual([
    { words: 'please answer the following question as well as', evaluation_prompts: 2 },
  ])
})

const word = fc.nat(50_000).map((number) => `w${number.toString(36)}`)
const prompt = fc.array(word, { minLength: 8, maxLength: 40 }).map((words) => words.join(' '))
const set = fc.uniqueArray(prompt, { minLength: 100, maxLength: 100 })

// Reliability.md's promise V7. Recall: every prompt that is there word for word, and none that isn't.
test.each([1, 10, 100])(
  'of evaluation prompts of which %i percent are planted in answers every one is found',
  (percent) => {
    fc.assert(
      fc.property(set, set, (prompts, others) => {
        const planted = prompts.slice(0, percent)
        const rows = others.map((other, place) => [other, `Sure! ${planted[place] ?? ''} Is that all?`])
        const { shares_8_gram, prompts: listed } = searched(prompts, rows)
        expect(shares_8_gram).toBe(percent)
        expect(listed.map(({ id }) => Number(id.slice(1))).sort((a, b) => a - b)).toEqual(
          planted.map((_, place) => place),
        )
      }),
      { numRuns: 3 },
    )
  },
)

test.each([1, 10, 100])(
  'of evaluation prompts of which %i percent are planted with one word changed most are found',
  (percent) => {
    fc.assert(
      fc.property(set, (prompts) => {
        const edited = prompts.slice(0, percent).map((text) => {
          const words = text.split(' ')
          return words.with(words.length >> 1, 'changed').join(' ')
        })
        const { shares_8_gram } = searched(
          prompts,
          edited.map((text) => [text]),
        )
        // A changed word in the middle leaves 8 whole ones on one side of it when there are 16.
        const findable = prompts.slice(0, percent).filter((text) => text.split(' ').length >= 16).length
        expect(shares_8_gram).toBe(findable)
      }),
      { numRuns: 3 },
    )
  },
)

test('rows that share nothing change nothing, and their order neither', () => {
  fc.assert(
    fc.property(set, fc.array(prompt), (prompts, others) => {
      const rows = prompts.slice(0, 9).map((text) => [text])
      const unlike = others.map((text) => [text.replaceAll('w', 'v')])
      const { training_rows: _, ...alone } = searched(prompts, rows)
      const { training_rows: __, ...among } = searched(prompts, [...unlike, ...rows])
      const withoutRows = ({ prompts: listed, ...rest }: Omit<Contamination, 'training_rows'>) => ({
        ...rest,
        listed: listed.map(({ id, share }) => ({ id, share })),
      })
      expect(withoutRows(among)).toEqual(withoutRows(alone))
    }),
    { numRuns: 5 },
  )
})
