import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test, vi } from 'vitest'
import { runProgram } from './program.js'

const folder = mkdtempSync(join(tmpdir(), 'lattice-duplicates-'))
const before = process.cwd()
process.chdir(folder)
afterAll(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

/** Runs the command in the folder. */
async function duplicates(...line: string[]): Promise<{ code: number; out: string; error: string }> {
  const [out, error] = [[] as string[], [] as string[]]
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => !!out.push(String(text)))
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => !!error.push(String(text)))
  try {
    const code = await runProgram(['dataset', 'duplicates', ...line])
    return { code, out: out.join(''), error: error.join('') }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(name, content)
  return name
}

const jsonl = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const bread = 'How do I bake a good loaf of bread at home?'
const rows = file(
  'rows.jsonl',
  jsonl([
    { prompt: bread, completion: 'Mix flour and water, and wait for an hour.' },
    { prompt: 'Who was it?', completion: 'Nobody knows.' },
    { prompt: bread.toUpperCase(), completion: 'mix flour and water and wait for an hour' },
    { prompt: bread, completion: 'Buy one.' },
  ]),
)

test('near-duplicates are listed by group, with what each is like', async () => {
  const { code, out } = await duplicates(rows)
  expect(code).toBe(0)
  expect(out).toMatchInlineSnapshot(`
    "Group 1: 2 texts
    rows.jsonl:1  first                 How do I bake a good loaf of bread at home? → Mix flour and wat…
    rows.jsonl:3  1.00 to rows.jsonl:1  HOW DO I BAKE A GOOD LOAF OF BREAD AT HOME? → mix flour and wat…

    4 texts, 1 group: 1 (25%) repeat another one.
    Near-duplicates share 0.70 or more of their word 3-grams, compared exactly. Of
    pairs that are just so alike 92% are found, of closer ones more.
    "
  `)
})

test('several files are one set, packed ones too', async () => {
  const packed = file('more.txt.gz', gzipSync(`${bread} Thanks!\nsomething else entirely`))
  const plain = file('plain.csv', `text\n"${bread}"\n`)
  const { groups, pairs, texts } = JSON.parse((await duplicates(plain, packed, '--json')).out)
  expect(texts).toBe(3)
  expect(groups).toMatchObject([[{ where: 'plain.csv:2' }, { where: 'more.txt.gz:1' }]])
  expect(pairs).toEqual([{ first: 'plain.csv:2', second: 'more.txt.gz:1', similarity: 9 / 10 }])
})

test('columns can be named', async () => {
  const named = file(
    'named.jsonl',
    jsonl([
      { title: bread, body: 'x' },
      { title: bread, body: 'y' },
    ]),
  )
  const repeats = async (...columns: string[]) =>
    JSON.parse((await duplicates(named, '--json', '--columns', ...columns)).out).repeats
  expect(await repeats('title')).toBe(1)
  expect(await repeats('title,body')).toBe(0)
})

test('against evaluation prompts it says which of them stand in the rows', async () => {
  const prompts = file('eval.jsonl', jsonl([{ prompt: 'Is it so?' }, { prompt: `${bread} Please.` }]))
  const { out } = await duplicates(rows, '--against', prompts)
  expect(out).toMatchInlineSnapshot(`
    "evaluation prompt  near-duplicate          its 8-grams
    eval.jsonl:2       0.90 like rows.jsonl:1  80%: rows.jsonl:1  How do I bake a good loaf of bread at home…

    Evaluation prompts: 2, looked for in 4 training rows, answers included. Sharing
    13 words in a row with a training row: 0; 8 words: 1; under 8 words and found
    whole: 0 of 1; near-duplicates of a training prompt: 1. At least: a prompt in
    other words passes.
    Shared most, by how many evaluation prompts: “how do i bake a good loaf of”
    (1).
    "
  `)
})

test.each<[string, string[], RegExp]>([
  [
    'a row without a text',
    [file('bad.jsonl', '{"text":"a"}\n{"title":"b"}\n')],
    /bad\.jsonl:2: the row has none of the columns/,
  ],
  ['a row that is not JSON', [file('torn.jsonl', '{"text":"a"}\n{"te\n')], /torn\.jsonl:2:5: not JSON/],
  ['an empty file', [file('empty.jsonl', '')], /empty\.jsonl: holds no row/],
  ['a missing file', ['missing'], /There is no file missing/],
  ['a threshold that is none', [rows, '--threshold', '70'], /a number from 0\.1 to 1/],
  ['an n-gram that is none', [rows, '--ngram', '0'], /a whole number from 1 to 20/],
  ['a huge n-gram', [rows, '--ngram', '9999999999'], /a whole number from 1 to 20/],
  ['a column without a name', [rows, '--columns', 'text,'], /A name is empty/],
])('%s is exit 2 and named', async (_, line, message) => {
  const { code, out, error } = await duplicates(...line)
  expect(code).toBe(2)
  expect(error).toMatch(message)
  expect(out).toBe('')
})
