import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type SmallProject, smallProject } from './fixtures/small-project.js'
import { silentObserver } from './observer.js'
import { performRun, previewRun } from './session.js'

// Made up or documented as examples. Each is looked for as bytes, also without its blanks and marks.
const secrets = [
  'ann.lee@corp.example',
  '+44 20 7946 0018',
  '4111 1111 1111 1111',
  'GB29 NWBK 6016 1331 9268 19',
  '536-22-8726',
  '203.0.113.77',
  '2001:db8:85a3::8a2e:370:7334',
  'AKIAIOSFODNN7EXAMPLE',
  'https://app:s3cr3t@db.corp.example/x',
]
const told = [
  'bob.ray@corp.example',
  '5500 0000 0000 0004',
  'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  '198.51.100.23',
]

let project: SmallProject
let redacting: Record<string, unknown>

beforeEach(() => {
  project = smallProject()
  redacting = { 'redact.types': true, 'redact.key_file': join(project.folder, '.lattice', 'redaction.key') }
  for (const name of ['prompts.jsonl', 'eval.jsonl']) {
    const path = join(project.folder, name)
    const rows = readFileSync(path, 'utf8').split('\n')
    const seeded = rows.map((row, index) => {
      const { prompt, ...rest } = JSON.parse(row)
      const secret = secrets[index % secrets.length]
      return JSON.stringify({
        prompt: `${prompt} Mine is ${secret}.`,
        ...rest,
        group: `group of ${secret} ${index}`,
      })
    })
    writeFileSync(path, seeded.join('\n'))
  }
})

/** Files below a folder, as bytes: the ledger too. */
function leaks(folder: string, values: readonly string[]): string[] {
  const spellings = values.flatMap((value) => [value, value.replaceAll(/[ -]/g, '')])
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => {
      const bytes = readFileSync(path)
      return spellings.filter((value) => bytes.includes(value)).map((value) => `${path}: ${value}`)
    })
}

test('no secret of a prompt or an answer is in any file of a run or said aloud, and the ledger has none', async () => {
  const heard: string[] = []
  const observer = {
    ...silentObserver,
    shows: () => true,
    said: (event: unknown) => heard.push(JSON.stringify(event)),
  }
  const outcome = await performRun(
    project.request({ config: project.config(redacting), observer }),
    project.house(`say Write to ${told.join(' or ')}.`),
  )
  const aloud = heard.join('\n')
  expect(aloud).toContain('Write to')
  expect([...secrets, ...told].filter((value) => aloud.includes(value))).toEqual([])
  expect(leaks(join(project.folder, 'outputs'), [...secrets, ...told])).toEqual([])
  const key = readFileSync(redacting['redact.key_file'] as string, 'utf8').trim()
  expect(leaks(join(project.folder, 'outputs'), [key])).toEqual([])
  expect(outcome.steps.get('prompts:all')?.facts).toMatchObject({ redacted_email: expect.any(Number) })
  expect(outcome.steps.get('generate:main')?.facts).toMatchObject({ redacted_secret: 24 * 4 })
}, 60_000)

test('the same run without redaction leaks: the search above can find', async () => {
  await performRun(project.request(), project.house(`say ${told.join(' ')}.`))
  const leaked = leaks(join(project.folder, 'outputs'), [...secrets, ...told]).join('\n')
  for (const value of [...secrets, ...told]) expect(leaked).toContain(value)
})

test('the key is made once, for its owner alone, and a dry run makes none', async () => {
  const file = redacting['redact.key_file'] as string
  const request = () =>
    project.request({
      config: project.config(redacting),
      wanted: ({ recipe }) => recipe.stage === 'generate',
    })
  await previewRun(request(), project.house())
  expect(existsSync(file)).toBe(false)
  await performRun(request(), project.house())
  const key = readFileSync(file, 'utf8')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const again = await performRun(request(), project.house())
  expect(readFileSync(file, 'utf8')).toBe(key)
  expect(again.plan.every(({ decision }) => decision === 'reuse')).toBe(true)
})

test('what was answered before redaction was asked for is not taken over', async () => {
  const only = { wanted: ({ recipe }: { recipe: { stage: string } }) => recipe.stage === 'generate' }
  const house = project.house(`say ${told.join(' ')}.`)
  await performRun(project.request(only), house)
  const outcome = await performRun(project.request({ ...only, config: project.config(redacting) }), house)
  const folder = join(project.folder, 'outputs', outcome.steps.get('generate:main')?.folder ?? '')
  expect(leaks(folder, [...secrets, ...told])).toEqual([])
  expect(JSON.stringify(outcome.plan[0])).toContain('redaction')
})

test('candidates that the user gives are redacted as they are read', async () => {
  const generated = await performRun(
    project.request({
      config: project.config(redacting),
      wanted: ({ recipe }) => recipe.stage === 'generate',
    }),
    project.house(),
  )
  const made = join(
    project.folder,
    'outputs',
    generated.steps.get('generate:main')?.folder ?? '',
    'candidates.jsonl',
  )
  const given = join(project.folder, 'given.jsonl')
  const rows = readFileSync(made, 'utf8').trim().split('\n')
  writeFileSync(given, rows.map((row) => row.replace('"text":"', `"text":"${told[0]} `)).join('\n'))
  const outputs = join(project.folder, 'other')
  await performRun(
    project.request({
      config: project.config({ ...redacting, outputs }),
      given: { candidates: { path: given, sha256: 'of the given file' } },
      wanted: ({ recipe }) => recipe.stage === 'critique',
    }),
    project.house(),
  )
  expect(leaks(outputs, [...secrets, ...told])).toEqual([])
})

test('a row that is no JSON is named and not shown, on the screen or in the ledger', async () => {
  writeFileSync(join(project.folder, 'prompts.jsonl'), `{"prompt": "mail ${secrets[0]}"\n`)
  const broken = performRun(project.request({ config: project.config(redacting) }), project.house())
  await expect(broken).rejects.toThrow(/prompts\.jsonl:1: not JSON\.$/)
  expect(leaks(join(project.folder, 'outputs'), secrets)).toEqual([])
})

test('a key within the outputs, or one that others can read, is refused', async () => {
  const run = (file: string) =>
    performRun(
      project.request({ config: project.config({ ...redacting, 'redact.key_file': file }) }),
      project.house(),
    )
  await expect(run(join(project.folder, 'outputs', 'key'))).rejects.toThrow(/within the outputs/)
  const open = join(project.folder, 'open.key')
  mkdirSync(project.folder, { recursive: true })
  writeFileSync(open, 'x'.repeat(64), { mode: 0o644 })
  await expect(run(open)).rejects.toMatchObject({ exitCode: 3, hint: `chmod 600 ${open}` })
})
