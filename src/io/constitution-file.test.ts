import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { constitutionHash } from '../core/constitution.js'
import { lint } from '../core/constitution-lint.js'
import { rulesHash } from '../core/rules.js'
import { readConstitution, readConstitutionSource } from './constitution-file.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-constitution-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const head = 'id: small\ntitle: Small\n'
const kind = (text = 'Be kind.', extra = '') =>
  `principles:\n  - id: kindness\n    text: ${text}\n    weight: 1\n${extra}`
const patterns = (pattern: string) =>
  `terms: { thing: cup }\nprinciples:\n  kindness:\n    violates:\n      rudeness:\n        - ${pattern}\n`

test('the shipped constitution is right, with its four principles, weights and categories', () => {
  const source = readConstitutionSource('prompts/constitution.yaml')
  expect(source.problems).toEqual([])
  expect(lint(source, () => undefined)).toEqual([])
  expect(source.constitution.principles.map(({ id, weight }) => [id, weight])).toEqual([
    ['harm_prevention', 2],
    ['truthfulness', 1.5],
    ['fairness', 1],
    ['autonomy_respect', 1],
  ])
})

test('patterns of a file come before those that stand with a principle, and own terms win', () => {
  written('shared.yaml', patterns("'{thing}'"))
  const own = '    rules: { violates: { shouting: ["!"] } }\nterms: { thing: glass }\n'
  const { principles, terms } = readConstitution(
    written('joined.yaml', `${head}rules: shared.yaml\n${kind('Be kind.', own)}`),
  )
  expect(terms).toEqual({ thing: 'glass' })
  expect(principles[0]!.rules.violates).toEqual([
    { pattern: '{thing}', category: 'rudeness' },
    { pattern: '!', category: 'shouting' },
  ])
})

test('a pattern changes the hash of the rules alone, a text that of the principles alone', () => {
  const hashes = (pattern: string, text: string) => {
    written('hashed-rules.yaml', patterns(pattern))
    const read = readConstitution(written('hashed.yaml', `${head}rules: hashed-rules.yaml\n${kind(text)}`))
    return { rules: rulesHash(read), texts: constitutionHash(read) }
  }
  const base = hashes("'rude'", 'Be kind.')
  expect(hashes("'mean'", 'Be kind.').texts).toBe(base.texts)
  expect(hashes("'mean'", 'Be kind.').rules).not.toBe(base.rules)
  expect(hashes("'rude'", 'Be good.').rules).toBe(base.rules)
  expect(hashes("'rude'", 'Be good.').texts).not.toBe(base.texts)
})

test.each<[string, string, RegExp]>([
  [
    'an unknown key',
    `${head}${kind('Be kind.', '    wieght: 2\n')}`,
    /:7:5 +kindness.wieght +unknown key → did you mean weight/,
  ],
  [
    'a weight that is too small',
    `${head}${kind().replace('1', '-1')}`,
    /:6:5 +kindness.weight +-1 is too small/,
  ],
  [
    'a missing file of patterns',
    `${head}rules: nowhere.yaml\n${kind()}`,
    /:3:1 +rules +there is no file nowhere.yaml/,
  ],
  [
    'a broken pattern',
    `${head}${kind('x', "    rules: { violates: ['('] }\n")}`,
    /:7:25 +kindness.violates +is no regular/,
  ],
  [
    'an unknown term',
    `${head}terms: { thing: cup }\n${kind('x', "    rules: { violates: ['{thng}'] }\n")}`,
    /the term \{thng\} is not defined under terms → did you mean \{thing\}\?/,
  ],
  ['an id twice', `${head}${kind()}  - { id: kindness, text: x, weight: 1 }\n`, /"kindness" is there twice/],
])('%s is named with its place', (_, content, message) => {
  expect(() => readConstitution(written('wrong.yaml', content))).toThrow(message)
})

test('all problems of a file come at once', () => {
  const content = `${head.replace('id', 'ident')}${kind('', '    wieght: 2\n')}`
  expect(() => readConstitution(written('many.yaml', content))).toThrow(/^4 problems|^3 problems/)
})
