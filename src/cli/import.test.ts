/** `lattice import` and what follows it, through the real engine; only models and Python are a small program. */
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type SmallProject, smallProject } from '../engine/fixtures/small-project.js'
import { silentObserver } from '../engine/observer.js'
import { performRun } from '../engine/session.js'
import { type Captured, captured } from './fixtures/captured.js'
import type { Work } from './perform.js'
import { runProgram } from './program.js'

let folder: string
let small: SmallProject
let printed: Captured

vi.mock('./perform.js', async (original) => ({
  ...(await original<object>()),
  perform: (work: Work) => {
    const { signal } = new AbortController()
    return performRun({ force: new Set(), ...work, observer: silentObserver, signal }, small.house())
  },
}))

beforeEach(() => {
  small = smallProject()
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lattice-import-')))
  for (const name of Object.keys(process.env)) if (name.startsWith('LATTICE_')) vi.stubEnv(name, undefined)
  vi.stubEnv('LATTICE_MODELS_GENERATOR', join(small.folder, 'model'))
  vi.stubEnv('LATTICE_MODELS_CRITIC', 'rules')
  vi.stubEnv('LATTICE_MODELS_JUDGE', 'rules')
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  for (const made of [folder, small.folder]) rmSync(made, { recursive: true })
})

/** Runs a line; words are parted by blanks. @returns its JSON */
async function json(
  line: string,
): Promise<
  Record<string, never> & { steps: { id: string; folder: string; facts?: { warnings?: string[] } }[] }
> {
  printed.stdout = ''
  printed.stderr = ''
  const code = await runProgram([...line.split(' '), '--json'])
  expect(printed.stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(printed.stdout)
}
const jsonl = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content)
const rowsOf = (step: string, file: string) => {
  const steps = join(folder, 'outputs', 'steps')
  const found = readdirSync(steps).filter((name) => name.startsWith(step))
  return found.flatMap((name) =>
    readFileSync(join(steps, name, file), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  )
}
const real = (path: string) => fileURLToPath(new URL(`../../datasets/${path}`, import.meta.url))
const asClasses = '--class type --classes contrast_*=adversarial,*=borderline'

test('the answers of XSTest go through critique, select and dataset, and the critic is held against people', async () => {
  const { import: found } = await json(`import ${real('xstest/completions.csv')} ${asClasses}`)
  expect(found).toMatchObject({
    as: 'candidates',
    rows: { read: 200, used: 200, unused: {} },
    classes: { adversarial: 23, borderline: 17 },
    models: { gpt4: 40, llama2orig: 40 },
    labels: { column: 'final_label', said: { compliance: 75, 'full refusal': 107, 'partial refusal': 18 } },
  })
  const { agreement, steps } = await json('critique --policy diverse')
  expect(steps.map(({ id }) => id)).toEqual(['critique:main', 'agreement:critic', 'select:sft', 'select:dpo'])
  const { comparisons, labels } = agreement as never as { comparisons: Comparison[]; labels: string }
  expect(labels).toBe('human:final_label')
  for (const { of, overall, models } of comparisons) {
    expect([of, overall.n, models.length]).toEqual([of, 200, 5])
    expect(overall.kappa.value).toBeGreaterThan(0.6)
    expect(overall.kappa.value).toBeLessThan(1)
  }
  expect(rowsOf('agreement-critic', 'disagreements.jsonl').length).toBeGreaterThan(0)
  const [label] = rowsOf('import-main', 'labels.jsonl')
  expect(await runProgram(['trace', label.subject])).toBe(0)
  expect(printed.stdout).toContain(`human:final_label: ${label.reason}, which is `)
  await json('dataset sft')
  await json('dataset dpo')
  const evaluation = new Set(
    rowsOf('prompts-all', 'prompts.jsonl').flatMap(({ id, split }) => (split === 'evaluation' ? [id] : [])),
  )
  expect(evaluation.size).toBeGreaterThan(0)
  const trained = [...rowsOf('dataset-sft', 'train.jsonl'), ...rowsOf('dataset-dpo', 'train.jsonl')]
  expect(trained.length).toBeGreaterThan(20)
  expect(trained.filter(({ promptId }) => evaluation.has(promptId))).toEqual([])
})

interface Comparison {
  of: string
  overall: { n: number; kappa: { value: number } }
  models: unknown[]
}

test('the pairs of hh-rlhf become data as people chose, without a critic', async () => {
  const { import: found } = await json(`import ${real('hh-rlhf/harmless-pairs.jsonl.gz')} --human`)
  expect(found).toMatchObject({ as: 'pairs', rows: { read: 160 }, labels: null })
  const { steps } = await json('dataset dpo')
  expect(steps.map(({ id }) => id)).toEqual(['dataset:dpo'])
  const [pair] = rowsOf('dataset-dpo', 'train.jsonl')
  expect(pair).toMatchObject({
    source: 'human',
    chosenScore: null,
    rationale: 'People preferred the chosen answer.',
  })
  expect(pair.prompt.at(-1).role).toBe('user')
  const [manifest] = [readFileSync(join(folder, steps[0]!.folder, 'manifest.json'), 'utf8')].map((text) =>
    JSON.parse(text),
  )
  expect(manifest.provenance).toMatchObject({ generator: null, critic: null, answers: { human: true } })
})

const pairs = Array.from({ length: 30 }, (_, n) => ({
  prompt: `What is thing number ${n}?`,
  chosen: `It is the thing that comes after ${n - 1} and is kind.`,
  rejected: `Go away with your ${n} things.`,
}))

test.each([
  [
    'csv',
    'p.csv',
    `prompt,chosen,rejected\n${pairs.map((row) => Object.values(row).join(',')).join('\n')}\n`,
  ],
  [
    'tsv',
    'p.tsv',
    `prompt\tchosen\trejected\n${pairs.map((row) => Object.values(row).join('\t')).join('\n')}\n`,
  ],
  ['jsonl', 'p.jsonl', jsonl(pairs)],
  ['a JSON array', 'p.json', JSON.stringify(pairs)],
  ['packed', 'p.jsonl.gz', gzipSync(jsonl(pairs))],
  ['of another name', 'pairs.data', jsonl(pairs)],
])('a file that is %s comes to the same pairs', async (_, name, content) => {
  write(name, content)
  const { import: found } = await json(`import ${name} --set data.split.evaluation=0`)
  expect(found).toMatchObject({ as: 'pairs', selections: 30, answers: 60 })
  await json('dataset dpo')
  const rows = [...rowsOf('dataset-dpo', 'train.jsonl'), ...rowsOf('dataset-dpo', 'val.jsonl')]
  expect(rows.map(({ chosen }) => chosen[0].content).sort()).toEqual(pairs.map(({ chosen }) => chosen).sort())
})

test('what comes on stdin is kept, and read again by the next command', async () => {
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(jsonl(pairs))]) as never)
  await json('import -')
  const { steps } = await json('dataset dpo')
  expect(steps).toHaveLength(1)
  expect(readdirSync(join(folder, 'outputs', 'imported'))).toEqual([
    expect.stringMatching(/^stdin-[0-9a-f]{12}$/),
  ])
})

test('what an import that was killed left of stdin is cleared by the next, and an empty stdin leaves nothing', async () => {
  const kept = join(folder, 'outputs', 'imported')
  mkdirSync(kept, { recursive: true })
  const gone = spawnSync(process.execPath, ['--version']).pid
  for (const pid of [gone, process.ppid]) writeFileSync(join(kept, `${pid}.partial`), 'half of it')
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([]) as never)
  expect(await runProgram(['import', '-'])).toBe(2)
  expect(printed.stderr).toContain('stdin: there is nothing in it.')
  expect(readdirSync(kept)).toEqual([`${process.ppid}.partial`])
})

test("lattice's own training data is taken in again", async () => {
  write('p.jsonl', jsonl(pairs))
  await json('import p.jsonl --set data.split.evaluation=0')
  const { steps } = await json('dataset dpo')
  const { import: again } = await json(`import ${join(folder, steps[0]!.folder, 'train.jsonl')}`)
  expect(again).toMatchObject({ as: 'pairs', rows: { unused: {} } })
})

test("lattice's own candidates come with the prompts of their run, and without them it is said how", async () => {
  write('p.jsonl', jsonl(pairs))
  await json('import p.jsonl --as candidates')
  const step = (name: string) =>
    join(
      folder,
      'outputs',
      'steps',
      readdirSync(join(folder, 'outputs', 'steps')).find((one) => one.startsWith(name))!,
    )
  const candidates = join(step('import-main'), 'candidates.jsonl')
  const { import: again } = await json(
    `import ${candidates} --set data.prompts=${join(step('prompts-all'), 'prompts.jsonl')}`,
  )
  expect(again).toMatchObject({ rows: { read: 60, used: 60 }, answers: 60 })
  expect(await runProgram(['import', candidates])).toBe(2)
  expect(printed.stderr).toContain('60: its prompt is not among the prompts')
  expect(printed.stderr).toContain('--set data.prompts=FILE')
})

test('rows that can not be used are counted by reason and listed with their places', async () => {
  const odd = [{ prompt: 'Why?' }, { prompt: 'Who?', chosen: 'x', rejected: 'x' }]
  write('p.jsonl', `${jsonl([...pairs, ...odd])}{"prompt": "cut off\n`)
  const { import: found, steps } = await json('import p.jsonl')
  expect((found as never as { rows: unknown }).rows).toEqual({
    read: 33,
    used: 30,
    unused: { 'no answer': 1, 'chosen and rejected are the same': 1, 'not JSON: it ends too early': 1 },
  })
  expect(steps.find(({ id }) => id === 'import:main')?.facts?.warnings).toEqual([
    expect.stringMatching(/p\.jsonl:33 ends too early: is the file whole/),
  ])
  expect(rowsOf('import-main', 'dropped.jsonl')).toEqual([
    { id: expect.stringMatching(/p\.jsonl:31$/), reason: 'no answer' },
    { id: expect.stringMatching(/p\.jsonl:32$/), reason: 'chosen and rejected are the same' },
    { id: expect.stringMatching(/p\.jsonl:33$/), reason: 'not JSON: it ends too early' },
  ])
})

test('a table for people says what was used, what not, and as what it was read', async () => {
  write('p.jsonl', jsonl([...pairs, { prompt: 'Why?' }]))
  expect(await runProgram(['import', 'p.jsonl'])).toBe(0)
  expect(printed.stdout).toContain('30 of 31 used')
  expect(printed.stdout).toContain('1: no answer')
  expect(printed.stdout).toContain('candidates/dropped.jsonl in the folder of the run')
  expect(printed.stdout).toContain('prompt: prompt, chosen: chosen, rejected: rejected')
})

test('a training on given pairs starts from base with --from, and the ways out fit what was brought', async () => {
  write('p.jsonl', jsonl(pairs))
  await json('import p.jsonl')
  await json('dataset dpo')
  expect(await runProgram(['train', 'dpo'])).toBe(3)
  expect(printed.stderr).toContain('lattice train dpo --from base')
  const { steps } = await json('train dpo --from base')
  expect(steps.map(({ id }) => id)).toEqual(['train:dpo'])
  expect(await runProgram(['eval', '--selection'])).toBe(3)
  expect(printed.stderr).toContain('its pairs or examples were given')
  expect(await runProgram(['critique'])).toBe(3)
  expect(printed.stderr).toContain(`lattice import ${join(folder, 'p.jsonl')} --as candidates`)
})

test('the steps of a run on candidates are told where one is asked for that it has not', async () => {
  await json(`import ${real('xstest/completions.csv')} ${asClasses}`)
  expect(await runProgram(['train', 'dpo', '--name', 'foo'])).not.toBe(0)
  expect(printed.stderr).not.toContain('--as candidates')
})

test('labels of refusal without classes are warned of where they are brought, in the terminal and on the page', async () => {
  expect(await runProgram(['import', real('xstest/completions.csv')])).toBe(0)
  expect(printed.stdout).toContain('No row says a class, so every prompt counts as cooperating')
  expect(printed.stdout).toContain('Perhaps it is in type.')
  printed.stdout = ''
  expect(await runProgram(['critique'])).toBe(0)
  expect(printed.stdout).toMatch(/^WARNING: every prompt counts as cooperating/)
  expect(await runProgram(['report', '-o', join(folder, 'page.html')])).toBe(0)
  expect(readFileSync(join(folder, 'page.html'), 'utf8').split('WARNING: every prompt counts')).toHaveLength(
    3,
  )
})

test('labels that are not understood, and a split without a prompt, are told with the way out', async () => {
  write('p.csv', 'prompt,completion,label\nWhy?,So.,meh\n')
  expect(await runProgram(['import', 'p.csv'])).toBe(0)
  expect(printed.stdout).toContain('--measure harm or refusal, with --positive LABELS')
  expect(printed.stdout).toMatch(/No prompt falls into (training|validation)/)
})

test.each([
  ['import p.jsonl --prompt question', '--prompt question: there is no such column', 'The columns are'],
  ['import p.jsonl --answer reply', '--answer reply: there is no such column', 'The columns are'],
  ['import other.jsonl', 'None of 1 rows in', 'The columns are: words'],
  ['import none.csv', 'There is no file', 'data.answers.files'],
  ['import p.jsonl --as pears', 'Allowed choices are candidates, pairs, examples', ''],
  ['import p.jsonl --classes a', '--classes a: "a" is no VALUE=CLASS.', 'adversarial'],
  ['import p.jsonl --classes a=bad', '"bad" is not one of adversarial, borderline, cooperating', ''],
])('%s is exit 2 with the way out', async (line, message, hint) => {
  write('p.jsonl', jsonl(pairs.map(({ prompt, chosen }) => ({ prompt, completion: chosen }))))
  write('other.jsonl', jsonl([{ words: 'Why?' }]))
  expect(await runProgram(line.split(' '))).toBe(2)
  expect(printed.stderr).toContain(message)
  expect(printed.stderr).toContain(hint)
})

test.each(['generate --run latest', 'critique', 'select'])(
  '%s on pairs that were given says that there is nothing to do',
  async (line) => {
    write('p.jsonl', jsonl(pairs))
    await json('import p.jsonl')
    expect(await runProgram(line.split(' '))).toBe(3)
    expect(printed.stderr).toContain('The answers of this run are imported')
  },
)

test('examples are trained on as they are, and are no pairs', async () => {
  write(
    'e.jsonl',
    jsonl(
      pairs.map(({ prompt, chosen }) => ({
        messages: [
          { role: 'user', content: prompt },
          { role: 'assistant', content: chosen },
        ],
      })),
    ),
  )
  await json('import e.jsonl --as examples --human')
  await json('dataset sft')
  expect(rowsOf('dataset-sft', 'train.jsonl')[0]).toMatchObject({ source: 'human', score: null })
  expect(await runProgram(['train', 'dpo'])).toBe(2)
})

test('the same in a config file, done by run', async () => {
  write('p.jsonl', jsonl(pairs))
  write('lattice.yaml', 'data: {answers: {files: p.jsonl}}\n')
  const { steps } = await json('run --until dataset')
  expect(steps.map(({ id }) => id)).toEqual(['prompts:all', 'import:main', 'dataset:sft', 'dataset:dpo'])
})

test('identifiers in imported answers are replaced at the door, and stdin is refused then', async () => {
  const rows = pairs.map((row, n) => ({ ...row, chosen: `${row.chosen} Write to ann${n}@example.com.` }))
  write('ann@example.com.jsonl', jsonl(rows))
  const { import: found } = await json('import ann@example.com.jsonl --set redact.types=true')
  expect(found).toMatchObject({ files: [{ source: expect.stringMatching(/\/\[EMAIL\]$/) }] })
  await json('dataset dpo')
  const made = readdirSync(join(folder, 'outputs', 'steps'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('')
  expect(made).toContain('[EMAIL_')
  expect(made).not.toContain('@example.com')
  expect(await runProgram(['import', '-', '--set', 'redact.types=true'])).toBe(2)
  expect(printed.stderr).toContain('what comes on stdin is not kept')
})
