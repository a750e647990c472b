import fc from 'fast-check'
import { expect, test } from 'vitest'
import { constitutionHash, constitutionSchema, principleHash } from './constitution.js'
import { rulesHash } from './rules.js'

const small = () => ({
  id: 'small',
  title: 'Small',
  principles: [
    { id: 'fairness', text: 'Be fair.', weight: 1, rules: { violates: ['\\bunfair\\b'] } },
    { id: 'truthfulness', text: 'Be true.', weight: 1.5 },
  ],
})

test('rules may be left out', () => {
  expect(constitutionSchema.parse(small()).principles[1]!.rules).toEqual({
    requests: [],
    violates: [],
    upholds: [],
    over_refusal: false,
  })
})

type Draft = ReturnType<typeof small>
test.each<[string, (draft: Draft) => unknown, string]>([
  ['an id with a capital', (draft) => ({ ...draft, id: 'Small' }), 'id'],
  ['no principle', (draft) => ({ ...draft, principles: [] }), 'principles'],
  ['an empty text', (draft) => set(draft, { text: ' ' }), 'principles.0.text'],
  ['a weight of 0', (draft) => set(draft, { weight: 0 }), 'principles.0.weight'],
  ['an id twice', (draft) => set(draft, { id: 'truthfulness' }), 'principles.1.id'],
  ['the id overall', (draft) => set(draft, { id: 'overall' }), 'principles.0.id'],
  ['an unknown key', (draft) => set(draft, { wieght: 1 }), 'principles.0'],
])('%s is refused, with its place', (_, change, path) => {
  const problems = constitutionSchema.safeParse(change(small())).error?.issues ?? []
  expect(problems.map((problem) => problem.path.join('.'))).toEqual([path])
})

const set = (draft: Draft, change: object) => ({
  ...draft,
  principles: [{ ...draft.principles[0], ...change }, draft.principles[1]],
})

test('each hash covers its own part', () => {
  const base = constitutionSchema.parse(small())
  const changed = (change: object) => constitutionSchema.parse(set(small(), change))
  const hashes = (constitution: typeof base) => [
    principleHash(constitution.principles[0]!),
    principleHash(constitution.principles[1]!),
    constitutionHash(constitution),
    rulesHash(constitution),
  ]
  const same = (change: object) => hashes(changed(change)).map((hash, index) => hash === hashes(base)[index])
  expect(same({})).toEqual([true, true, true, true])
  expect(same({ text: 'Be just.' })).toEqual([false, true, false, true])
  expect(same({ weight: 3 })).toEqual([true, true, true, true])
  expect(same({ rules: { violates: ['\\brude\\b'] } })).toEqual([true, true, true, false])
})

test('any valid id and text pass, and the hash tells texts apart', () => {
  const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '')
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/), text, text, (id, one, other) => {
      fc.pre(id !== 'overall')
      const of = (value: string) =>
        constitutionSchema.parse({ id: 'c', title: 'C', principles: [{ id, text: value, weight: 1 }] })
      expect(constitutionHash(of(one)) === constitutionHash(of(other))).toBe(one.trim() === other.trim())
    }),
  )
})
