import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadConfig } from '../io/config-file.js'
import { runProgram } from './program.js'

let folder: string
let errors = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'lattice-init-')), 'my project')
  errors = ''
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    errors += chunk
    return true
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dirname(folder), { recursive: true })
})

const contentOf = (path: string) => readFileSync(join(folder, path), 'utf8')

test('init writes a project whose config is right and whose files are there', async () => {
  expect(await runProgram(['init', folder])).toBe(0)
  const { config } = loadConfig({ directory: folder, environment: {} })
  expect(config.name).toBe('my-project')
  for (const path of [config.constitution, ...config.data.prompts]) expect(existsSync(path), path).toBe(true)
  expect(contentOf('.gitignore')).toBe('outputs/\n.lattice/redaction.key\n')
})

test("the config's first line names a schema that is there, for editors", async () => {
  await runProgram(['init', folder])
  const schema = contentOf('lattice.yaml').match(/^# yaml-language-server: \$schema=(\S+)\n/)?.[1]
  expect(JSON.parse(contentOf(schema!))).toMatchObject({ type: 'object', additionalProperties: false })
})

test('the prompts are a few dozen of every class, so that each split has some', async () => {
  await runProgram(['init', folder])
  const rows = contentOf('prompts.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const classes = new Set(rows.map((row) => row.class))
  expect([...classes].sort()).toEqual(['adversarial', 'borderline', 'cooperating'])
  expect(rows.length).toBeGreaterThanOrEqual(36)
  expect(rows.length).toBeLessThanOrEqual(100)
})

test('another generator gets a critic that knows more than the world of tiny', async () => {
  await runProgram(['init', folder, '--model', 'microsoft/phi-2'])
  const { config } = loadConfig({ directory: folder, environment: {} })
  expect(config.models.generator.id).toBe('microsoft/phi-2')
  expect(config.models.critic).toBe('rules')
})

test('files that are there are named and kept, unless forced', async () => {
  await runProgram(['init', folder])
  writeFileSync(join(folder, 'lattice.yaml'), 'mine')
  expect(await runProgram(['init', folder])).toBe(2)
  expect(errors).toContain('lattice.yaml, constitution.yaml, prompts.jsonl')
  expect(contentOf('lattice.yaml')).toBe('mine')
  expect(await runProgram(['init', folder, '--force'])).toBe(0)
  expect(contentOf('lattice.yaml')).not.toBe('mine')
})

test('an existing .gitignore keeps its lines and says what to ignore once', async () => {
  await runProgram(['init', folder])
  writeFileSync(join(folder, '.gitignore'), 'secret')
  await runProgram(['init', folder, '--force'])
  await runProgram(['init', folder, '--force'])
  expect(contentOf('.gitignore')).toBe('secret\noutputs/\n.lattice/redaction.key\n')
})

test('config validate says how the prompts divide, what a few could show and which keys look misspelt', async () => {
  const said = () =>
    vi
      .mocked(process.stdout.write)
      .mock.calls.map(([text]) => text)
      .join('')
      .replaceAll('\n', ' ')
  await runProgram(['init', folder])
  expect(said()).toMatch(/13 evaluation prompts could show only .* 200 could show about 9/)
  const validate = () => runProgram(['config', 'validate', join(folder, 'lattice.yaml')])
  const rows = contentOf('prompts.jsonl').replaceAll('"class"', '"clas"')
  writeFileSync(join(folder, 'prompts.jsonl'), rows)
  expect(await validate()).toBe(0)
  expect(said()).toContain('72 prompts (48 for training, 11 for validation, 13 for evaluation)')
  expect(said()).toMatch(/did you mean `class`\? \(72 rows\)/)
  expect(said()).toContain('72 rows have no class and count as cooperating.')
  writeFileSync(join(folder, 'prompts.jsonl'), '"one"\n"two"\n')
  expect(await validate()).toBe(2)
  expect(errors).toContain('has 2 prompts: none falls into evaluation.')
})

test('config validate reads the constitution and the prompts too', async () => {
  await runProgram(['init', folder])
  const validate = () => runProgram(['config', 'validate', join(folder, 'lattice.yaml')])
  expect(await validate()).toBe(0)
  writeFileSync(join(folder, 'prompts.jsonl'), '"fine"\n{"prompt": "x", "class": "adversarail"}\n')
  expect(await validate()).toBe(2)
  expect(errors).toContain('prompts.jsonl:2: `class` is "adversarail"')
  rmSync(join(folder, 'constitution.yaml'))
  expect(await validate()).toBe(2)
  expect(errors).toContain('constitution.yaml')
})

test('a model without its owner is refused with its whole name, and nothing is written', async () => {
  expect(await runProgram(['init', folder, '--model', 'phi-2'])).toBe(2)
  expect(errors).toContain('--model phi-2: no model goes by this name.')
  expect(errors).toContain('Did you mean microsoft/phi-2?')
  expect(existsSync(folder)).toBe(false)
})

test.each(['gpt2-medium', 'somebody/phi-2'])('init takes %s: it may be a model of the Hub', async (model) => {
  expect(await runProgram(['init', folder, '--model', model])).toBe(0)
})
