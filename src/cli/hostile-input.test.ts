import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { stubEnvironment, stubWorkers } from '../engine/fixtures/stub-models.js'
import { type Format, inBytes, inJson, type Row, withinRow, written } from './fixtures/damage.js'
import { enterStubProject, type StubProject, stubPrompts } from './fixtures/stub-project.js'

vi.mock('../io/python-env/environment.js', async (original) => ({
  ...(await original<object>()),
  requireEnvironment: stubEnvironment,
}))
vi.mock('../engine/workers.js', () => ({ threadCount: () => 1, workersFor: () => stubWorkers() }))

let project: StubProject
let candidates: Row[]
let selections: Row[]

beforeAll(async () => {
  project = enterStubProject()
  for (const stage of ['generate', 'critique', 'select']) await project.lattice(stage, '-q')
  candidates = rowsOf('generate', 'candidates.jsonl')
  selections = rowsOf('select-dpo', 'selections.jsonl')
}, 60_000)
afterAll(() => project.leave())

function rowsOf(step: string, file: string): Row[] {
  const folder = readdirSync('outputs/steps').find((name) => name.startsWith(step))
  return readFileSync(`outputs/steps/${folder}/${file}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

interface Door {
  formats: Format[]
  rows(): Row[]
  line(file: string): string[]
  /** What it takes that others refuse, or the other way round. */
  but?: Record<string, 'taken' | RegExp>
}

const metrics = [1, 2, 3, 4].map((step) => ({ step, loss: 1 / step, eval_loss: 1 / step, name: 'a' }))
const spans = [['email', 0, 14]]
const labelledTexts = ['a@example.com', 'plain'].map((text) => ({
  text,
  spans: text === 'plain' ? [] : spans,
}))
const labelledAnswers = ['I cannot help.', 'Sure, take an apple.', 'No.', 'Yes, that is easy.'].map(
  (answer, index) => ({ prompt: `How ${index}, please?`, answer, label: String((index + 1) % 2) }),
)
const anyTable: Format[] = ['jsonl', 'json', 'csv', 'tsv', 'txt']

/** A door that looks at its own columns only has nothing against these. */
const strangeColumns = {
  'a hundred thousand brackets': 'taken',
  'a hundred thousand objects': 'taken',
  'a key given twice': 'taken',
} as const

const doors: Record<string, Door> = {
  'config validate': {
    formats: anyTable,
    rows: () => stubPrompts,
    line: (file) => ['config', 'validate', '--set', `data.prompts=${file}`],
  },
  'dataset duplicates': {
    formats: ['json', 'csv'],
    rows: () => stubPrompts,
    line: (file) => ['dataset', 'duplicates', file],
    but: { 'a key given twice': 'taken' },
  },
  'dataset duplicates --against': {
    formats: ['jsonl'],
    rows: () => stubPrompts,
    line: (file) => ['dataset', 'duplicates', 'prompts.jsonl', '--against', file],
    but: { 'a key given twice': 'taken' },
  },
  'dataset redact': {
    formats: ['jsonl', 'txt'],
    rows: () => stubPrompts,
    line: (file) => ['dataset', 'redact', file],
    but: {
      'txt with a NUL': 'taken',
      nothing: 'taken',
      'blank lines only': 'taken',
      ...strangeColumns,
    },
  },
  'dataset redact --check': {
    formats: ['jsonl'],
    rows: () => labelledTexts,
    line: (file) => ['dataset', 'redact', '--check', file],
    but: strangeColumns,
  },
  'constitution test': {
    formats: ['jsonl', 'csv', 'tsv'],
    rows: () => labelledAnswers,
    line: (file) => [
      'constitution',
      'test',
      file,
      '--measure',
      'refusal',
      '--gold',
      'label',
      '--positive',
      '1',
    ],
    but: { 'a key given twice': 'taken' },
  },
  'train replay': {
    formats: ['jsonl', 'json'],
    rows: () => metrics,
    line: (file) => ['train', 'replay', file],
    but: {
      NaN: 'taken',
      Infinity: 'taken',
      ...strangeColumns,
    },
  },
  'critique --candidates': {
    formats: ['jsonl'],
    rows: () => candidates,
    line: (file) => ['critique', '-q', '--candidates', file],
    but: {
      gzip: /:1: not UTF-8.*unpack it first/s,
      ...strangeColumns,
    },
  },
  'dataset dpo --selected': {
    formats: ['jsonl'],
    rows: () => selections,
    line: (file) => ['dataset', 'dpo', '-q', '--selected', file],
    but: {
      gzip: /:1: not UTF-8.*unpack it first/s,
      ...strangeColumns,
    },
  },
}

/** What every door does; the others are refused with a place. */
const taken = [
  ...['a BOM', 'CRLF', 'lone CR', 'no line end at its end', 'gzip'],
  ...['a key __proto__', 'five thousand columns'],
]

describe.each(Object.entries(doors))('%s', (_, { formats, rows, line, but = {} }) => {
  async function run(file: string, content: string | Buffer) {
    project.write(file, content)
    const told = await project.lattice(...line(file))
    rmSync(file)
    return told
  }

  async function expectFor(fault: string, format: Format, content: string | Buffer): Promise<void> {
    const file = `f.${format}`
    const { code, stderr } = await run(file, content)
    const rule = but[`${format} with ${fault}`] ?? but[fault] ?? (taken.includes(fault) ? 'taken' : /./)
    if (rule === 'taken') {
      expect({ code, stderr: stderr.includes('✗') }).toEqual({ code: 0, stderr: false })
      return
    }
    expect(stderr).toMatch(rule)
    expectOneClearMessage(stderr, file)
    expect(code).toBe(2)
  }

  const bytesOf = formats.flatMap((format) =>
    Object.entries(inBytes).map(([fault, make]) => ({ format, fault, make })),
  )
  test.each(bytesOf)('$format with $fault', async ({ format, fault, make }) => {
    await expectFor(fault, format, make(written[format](rows())))
  })

  const json = formats.filter((format) => format.startsWith('json'))
  const wrongJson = json.flatMap((format) =>
    Object.entries(inJson).map(([fault, make]) => ({ format, fault, make })),
  )
  test.each(wrongJson)('$format with $fault', async ({ format, fault, make }) => {
    await expectFor(fault, format, make(written[format](rows())))
  })

  const oddRows = json.flatMap((format) =>
    Object.entries(withinRow).map(([fault, members]) => ({ format, fault, members })),
  )
  test.each(oddRows)('$format with $fault', async ({ format, fault, members }) => {
    const text = written[format](rows())
    await expectFor(fault, format, text.replace('}', `,${members}}`))
    expect('polluted' in {}).toBe(false)
  })

  test('a folder, a missing file and a name with an escape in it', async () => {
    mkdirSync('folder.jsonl')
    const folder = await project.lattice(...line('folder.jsonl'))
    rmSync('folder.jsonl', { recursive: true })
    expect(folder.code).toBe(2)
    expectOneClearMessage(folder.stderr, 'folder.jsonl')
    const missing = await project.lattice(...line('\u001b[2Jmissing.jsonl'))
    expect([2, 3]).toContain(missing.code)
    expectOneClearMessage(missing.stderr, 'missing.jsonl')
  })
})

function expectOneClearMessage(stderr: string, file: string): void {
  expect(stderr.split('✗')).toHaveLength(2)
  expect(stderr).toContain(file)
  expect(stderr).not.toMatch(/\n\s+at |This is a bug|Invalid input|undefined/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach the terminal.
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  expect(stderr.length).toBeLessThan(1200)
}

const prompts = (change: (row: Row, index: number) => Row) => written.jsonl(stubPrompts.map(change))

test.each<[string, (row: Row, index: number) => Row, RegExp]>([
  ['an id twice', (row) => ({ ...row, id: 'same' }), /f\.jsonl:2: `id` same is also that of .*f\.jsonl:1/],
  ['a path as an id', (row) => ({ ...row, id: '../../etc/x' }), /f\.jsonl:1: `id` must be 1 to 128 letters/],
  [
    'an id of 300 letters',
    (row) => ({ ...row, id: 'a'.repeat(300) }),
    /f\.jsonl:1: `id` must be 1 to 128 letters/,
  ],
  ['a number as a prompt', (row) => ({ ...row, prompt: 4 }), /f\.jsonl:1: `prompt` must be a text or a list/],
  [
    'a prompt of five million letters',
    (row) => ({ ...row, prompt: row.id === 'p3' ? 'a b '.repeat(1_250_000) : row.prompt }),
    /f\.jsonl:4: has 5000000 characters, more than 4000000; are line ends missing/,
  ],
  ['half a character', (row) => ({ ...row, prompt: 'a\ud800b' }), /f\.jsonl:1: holds half a character/],
  ['no object', () => null as never, /f\.jsonl:1: is neither an object nor a text/],
])('prompts with %s are refused', async (_, change, message) => {
  project.write('f.jsonl', prompts(change))
  const { code, stderr } = await project.lattice('config', 'validate', '--set', 'data.prompts=f.jsonl')
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})

test.each<[string, (row: Row, index: number) => Row]>([
  ['numbers as ids', (row, index) => ({ ...row, id: index })],
  ['ids that start with zeros', (row, index) => ({ ...row, id: `00${index}` })],
  ['a NUL as an escape', (row, index) => ({ ...row, prompt: `a\u0000b ${index}` })],
])('prompts with %s are taken', async (_, change) => {
  project.write('f.jsonl', prompts(change))
  expect(await project.lattice('config', 'validate', '--set', 'data.prompts=f.jsonl')).toMatchObject({
    code: 0,
  })
})

test.each<[string, () => string, RegExp]>([
  [
    '--candidates',
    () => written.jsonl([...candidates, candidates[0]!]),
    /f\.jsonl:\d+: `id` candidate-\w+ is also that/,
  ],
  [
    '--selected',
    () => written.jsonl([...selections, selections[0]!]),
    /f\.jsonl:\d+: `id` selection-\w+ is also that/,
  ],
  [
    '--candidates',
    () => written.jsonl(candidates.map((row) => ({ ...row, text: 'a\udfff' }))),
    /f\.jsonl:1: holds half a character/,
  ],
])('a row that can be of no use in %s is refused before any work', async (flag, content, message) => {
  project.write('f.jsonl', content())
  const stage = flag === '--candidates' ? ['critique'] : ['dataset', 'dpo']
  const { code, stderr } = await project.lattice(...stage, flag, 'f.jsonl')
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})

test.skipIf(process.platform === 'win32')('a pipe that cannot be read twice is refused at once', async () => {
  execFileSync('mkfifo', ['pipe.jsonl'])
  for (const line of [
    ['critique', '--candidates', 'pipe.jsonl'],
    ['config', 'validate', '--set', 'data.prompts=pipe.jsonl'],
  ]) {
    const { code, stderr } = await project.lattice(...line)
    expect(code).toBe(2)
    expect(stderr).toMatch(/pipe\.jsonl is not a (plain )?file/)
  }
})
