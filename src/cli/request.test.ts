import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLedger } from '../io/ledger/ledger.js'
import { overlaysOf } from './overlays.js'
import {
  findRun,
  givenInput,
  type Loaded,
  loadForNewRun,
  loadForRun,
  outputsOf,
  type RunFlags,
} from './request.js'

let project: string
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'lattice-request-')))
  mkdirSync(join(project, 'sub'))
  writeFileSync(join(project, 'p.jsonl'), '{"prompt":"a"}\n')
  writeFileSync(join(project, 'lattice.yaml'), 'name: quick\ndata: {prompts: p.jsonl}\ngenerate: {n: 5}\n')
  writeFileSync(
    join(project, 'other.yaml'),
    'name: slow\ndata: {prompts: p.jsonl}\ngenerate: {temperature: 0.5}\n',
  )
  for (const name of Object.keys(process.env)) if (name.startsWith('LATTICE_')) vi.stubEnv(name, undefined)
  goTo(project)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(project, { recursive: true })
})

const goTo = (folder: string) => void vi.spyOn(process, 'cwd').mockReturnValue(folder)
const outputs = () => join(project, 'outputs')

/** The overlays that a command line means. */
function flags(...argv: string[]) {
  const command = new Command().option('--set <x>', '', (one: string, all: string[] = []) => [...all, one])
  for (const name of ['n', 'critic', 'prompts', 'constitution', 'model']) command.option(`--${name} <x>`)
  command.parse(argv, { from: 'user' })
  return overlaysOf(command, {
    n: 'generate.n',
    critic: 'models.critic',
    prompts: 'data.prompts',
    constitution: 'constitution',
    model: 'models.generator',
  })
}

/** What the engine remembers of a run when a command has been performed. */
function performed({ config, run, origin }: Loaded): string {
  const ledger = openLedger(config.outputs)
  const id = run?.id ?? ledger.runs.create({ name: config.name, config, ...origin, environment: {} }).id
  ledger.runs.update(id, { config, ...origin })
  ledger.close()
  return id
}
const taken = (given: RunFlags = {}, ...argv: string[]) => loadForRun(given, flags(...argv))
const opened = (given: RunFlags = {}, ...argv: string[]) => loadForNewRun(given, flags(...argv))

test('what flags changed once holds for the commands that follow', () => {
  performed(opened({}, '--n', '8'))
  expect(taken().config.generate.n).toBe(8)
  performed(taken({}, '--critic', 'rules'))
  const { config, origin } = taken()
  expect([config.generate.n, config.models.critic]).toEqual([8, 'rules'])
  expect(origin.overlay).toEqual({ 'generate.n': 8, 'models.critic': 'rules' })
})

test('a later flag wins over an earlier one, and null brings the default back', () => {
  performed(opened({}, '--n', '8'))
  performed(taken({}, '--n', '16'))
  expect(taken().config.generate.n).toBe(16)
  performed(taken({}, '--set', 'generate.n=null'))
  expect(taken().config.generate.n).toBe(2)
})

test('the config file is read again, under what flags have changed', () => {
  performed(opened({}, '--n', '8'))
  writeFileSync(
    join(project, 'lattice.yaml'),
    'data: {prompts: p.jsonl}\ngenerate: {n: 3, temperature: 0.1}\n',
  )
  expect(taken().config.generate).toMatchObject({ n: 8, temperature: 0.1 })
})

test('--config for a stage command becomes the config of the run', () => {
  const id = performed(opened({}, '--n', '8'))
  performed(taken({ config: 'other.yaml' }))
  const { config, run, origin } = taken()
  expect(run?.id).toBe(id)
  expect(config.generate).toMatchObject({ n: 8, temperature: 0.5 })
  expect(origin.configFile).toBe(join(project, 'other.yaml'))
})

test('a new run starts from the file alone, and with --run an old one is taken up', () => {
  const id = performed(opened({}, '--n', '8'))
  expect(opened()).toMatchObject({ run: null, config: { generate: { n: 5 } }, origin: { overlay: {} } })
  expect(opened({ run: id })).toMatchObject({ run: { id }, config: { generate: { n: 8 } } })
})

test('a command runs from any folder of the project, and files that flags named are still found', () => {
  writeFileSync(join(project, 'mine.yaml'), '')
  writeFileSync(join(project, 'config.json'), '{}')
  performed(opened({}, '--prompts', 'p.jsonl', '--constitution', 'mine.yaml', '--model', './tuned'))
  goTo(join(project, 'sub'))
  const { config } = taken()
  expect(config.data.prompts).toEqual([join(project, 'p.jsonl')])
  expect(config.constitution).toBe(join(project, 'mine.yaml'))
  expect(config.models.generator.id).toBe(join(project, 'tuned'))
})

test('what ships with lattice is remembered by name', () => {
  performed(opened({}, '--constitution', 'builtin', '--model', 'tiny'))
  expect(taken().origin.overlay).toEqual({ constitution: 'builtin', 'models.generator': 'tiny' })
})

test('without a run the error says what opens one', () => {
  expect(() => taken()).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: `There is no run in ${outputs()} yet.`,
      hint: expect.stringContaining('lattice generate'),
    }),
  )
})

test('a run that is not there is answered with the latest that are', () => {
  for (const name of ['a', 'b', 'c', 'd']) {
    const ledger = openLedger(outputs())
    ledger.runs.create({ name, config: {}, configFile: null, overlay: {}, environment: {} })
    ledger.close()
  }
  expect(findRun(outputs(), '2').id).toBe('b-2')
  expect(findRun(outputs(), 'latest').id).toBe('d-4')
  expect(() => findRun(outputs(), 'quick-9')).toThrow(
    expect.objectContaining({
      exitCode: 3,
      hint: 'The latest are b-2, c-3, d-4; lattice runs ls shows all.',
    }),
  )
})

test('looking for a run makes no ledger', () => {
  expect(() => findRun(join(project, 'none'), 'latest')).toThrow(/no run/)
  expect(() => rmSync(join(project, 'none'))).toThrow(/ENOENT/)
})

test('the outputs folder comes from --set, else from the config, the environment, or is ./outputs', () => {
  expect(outputsOf({ set: ['outputs=here', 'generate.n=3'] })).toBe(join(project, 'here'))
  writeFileSync(join(project, 'other.yaml'), 'outputs: there\ndata: {prompts: p.jsonl}\n')
  expect(outputsOf({ config: 'other.yaml' })).toBe(join(project, 'there'))
  rmSync(join(project, 'lattice.yaml'))
  expect(outputsOf({})).toBe(outputs())
  vi.stubEnv('LATTICE_OUTPUTS', join(project, 'elsewhere'))
  expect(outputsOf({})).toBe(join(project, 'elsewhere'))
})

test('the runs of a project are found from below it, also when its config is broken, and from elsewhere with -c', () => {
  goTo(join(project, 'sub'))
  expect(outputsOf({})).toBe(outputs())
  writeFileSync(join(project, 'lattice.yaml'), 'colour: red\n')
  expect(outputsOf({})).toBe(outputs())
  goTo(tmpdir())
  expect(outputsOf({ config: join(project, 'other.yaml') })).toBe(outputs())
})

test('a run goes on where it lies', () => {
  rmSync(join(project, 'lattice.yaml'))
  writeFileSync(join(project, 'sub/a.yaml'), 'data: {prompts: ../p.jsonl}\n')
  vi.stubEnv('LATTICE_OUTPUTS', outputs())
  performed(opened({ config: 'sub/a.yaml' }))
  vi.stubEnv('LATTICE_OUTPUTS', undefined)
  expect(taken().config.outputs).toBe(outputs())
})

test('a config that is named and wrong is not passed over', () => {
  writeFileSync(join(project, 'other.yaml'), 'colour: red\n')
  expect(() => outputsOf({ config: 'other.yaml' })).toThrow(/colour/)
})

test('a file that is given counts by its content, and must be there', () => {
  const [one, two] = ['a.jsonl', 'b.jsonl'].map((name) => join(project, name)) as [string, string]
  for (const path of [one, two]) writeFileSync(path, '{}\n')
  expect(givenInput('a.jsonl', 'file')).toMatchObject({ path: one })
  expect({ ...givenInput(two, 'file'), path: one }).toEqual(givenInput(one, 'file'))
  expect(() => givenInput('none.jsonl', 'file of candidates')).toThrow(
    expect.objectContaining({ exitCode: 3, message: 'There is no file of candidates none.jsonl.' }),
  )
})

test('a run whose config file is gone says so, and how to name it anew', () => {
  const id = performed(loadForNewRun({ config: join(project, 'other.yaml') }, []))
  rmSync(join(project, 'other.yaml'))
  expect(() => loadForRun({ run: id }, [])).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: `The config file that made ${id} is gone: ${join(project, 'other.yaml')}.`,
      hint: expect.stringMatching(/^-c names it where it lies now\./),
    }),
  )
})
