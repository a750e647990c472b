import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLedger } from '../io/ledger/ledger.js'
import { type Captured, captured } from './fixtures/captured.js'
import type { Work } from './perform.js'
import { runProgram } from './program.js'

let project: string
let printed: Captured
let works: Work[]

/** The engine, but for its work: it opens the run, remembers what a command changed, and makes nothing. */
vi.mock('./perform.js', async (original) => ({
  ...(await original<object>()),
  perform: async (work: Work) => {
    works.push(work)
    const ledger = openLedger(work.config.outputs)
    const { config, origin } = work
    const run = work.run ?? ledger.runs.create({ name: config.name, config, ...origin, environment: {} })
    ledger.runs.update(run.id, { config, ...origin })
    ledger.close()
    return { run, plan: [], steps: new Map() }
  },
  preview: async (work: Work) => {
    works.push(work)
    return { plan: [], embedded: 'unused', prompts: null, notes: [] }
  },
}))

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'lattice-stage-')))
  writeFileSync(join(project, 'p.jsonl'), '{"prompt":"a"}\n')
  writeFileSync(join(project, 'lattice.yaml'), 'data: {prompts: p.jsonl}\ngenerate: {n: 2}\n')
  writeFileSync(join(project, 'other.yaml'), 'data: {prompts: p.jsonl}\ngenerate: {temperature: 0.5}\n')
  for (const name of Object.keys(process.env)) if (name.startsWith('LATTICE_')) vi.stubEnv(name, undefined)
  vi.spyOn(process, 'cwd').mockReturnValue(project)
  works = []
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(project, { recursive: true })
})

const lattice = (line: string) => runProgram(line.split(' '))
const last = () => works.at(-1) as Work
const idsThat = (which: 'wanted' | 'mayRun', ids: string[]) =>
  ids.filter((id) => last()[which]({ recipe: { id, stage: id.split(':')[0] } } as never))

test.each([
  ['[critic,rules]', 'some/judge', ['judge', 'critic', 'rules']],
  ['[critic]', 'rules', ['rules', 'critic']],
  ['[critic,judge]', 'some/judge', ['critic', 'judge']],
])('eval --judge judges, also where eval.judges is %s: %s', async (judges, named, asked) => {
  await lattice('generate')
  expect(await lattice(`eval --set eval.judges=${judges} --judge ${named}`)).toBe(0)
  expect(last().config.eval.judges).toEqual(asked)
})

test('flags of one command hold for the next', async () => {
  expect(await lattice('generate --n 8')).toBe(0)
  expect(await lattice('critique --critic rules')).toBe(0)
  expect(last().config.generate.n).toBe(8)
  expect(last().run?.id).toBe('lattice-1')
  expect(await lattice('train sft --epochs 2')).toBe(0)
  expect(last().config).toMatchObject({
    generate: { n: 8 },
    models: { critic: 'rules' },
    train: { sft: { num_train_epochs: 2 } },
  })
})

test('--config for a stage command holds from then on', async () => {
  await lattice('generate --n 8')
  await lattice('critique --config other.yaml')
  await lattice('select')
  expect(last().config.generate).toMatchObject({ n: 8, temperature: 0.5 })
})

test.each(['critique', 'select', 'dataset sft', 'train sft'])(
  '%s without a run is exit 3 with a way on',
  async (line) => {
    expect(await lattice(line)).toBe(3)
    expect(printed.stderr).toContain('There is no run in')
    expect(printed.stderr).toContain('lattice generate')
    expect(works).toEqual([])
  },
)

test('a run that is not there is exit 3', async () => {
  await lattice('generate')
  expect(await lattice('critique --run lattice-7')).toBe(3)
  expect(printed.stderr).toContain('There is no run lattice-7')
})

const steps = [
  'prompts:all',
  'generate:main',
  'critique:main',
  'select:sft',
  'select:dpo',
  'dataset:sft',
  'train:sft',
]

test.each([
  ['generate', ['generate:main'], ['prompts:all', 'generate:main']],
  ['critique', ['critique:main'], ['critique:main']],
  ['critique --policy margin', ['critique:main', 'select:dpo'], ['critique:main', 'select:dpo']],
  ['train sft', ['train:sft'], ['train:sft']],
])('%s is for its stage and starts nothing upstream', async (line, wanted, mayRun) => {
  await lattice('generate')
  await lattice(line)
  expect(idsThat('wanted', steps)).toEqual(wanted)
  expect(idsThat('mayRun', steps)).toEqual(mayRun)
})

test('a dry run changes nothing that is remembered', async () => {
  await lattice('generate --n 8')
  expect(await lattice('critique --critic rules --dry-run')).toBe(0)
  await lattice('select')
  expect(last().config.models.critic).not.toBe('rules')
})

test('a file in place of a step counts by its content', async () => {
  await lattice('generate')
  const candidate = {
    id: 'c',
    prompt: 'p',
    origin: 'human',
    from: [],
    sample: 0,
    text: 'No.',
    finish: 'stop',
  }
  writeFileSync(join(project, 'c.jsonl'), JSON.stringify(candidate))
  await lattice('critique --candidates c.jsonl')
  expect(last().given.candidates).toMatchObject({ path: join(project, 'c.jsonl') })
  expect(await lattice('critique --candidates none.jsonl')).toBe(3)
})

test('--json prints one document', async () => {
  await lattice('generate --json')
  expect(JSON.parse(printed.stdout)).toMatchObject({
    run: 'lattice-1',
    steps: [],
    adapter: null,
    report: null,
  })
})

test.each([
  ['bse', 'Did you mean base?'],
  ['dpoo', 'Did you mean dpo?'],
  ['somebody', 'A model of the Hub is named owner/name; a folder as ./folder.'],
])('a baseline %s that is no model of the config is refused before the Hub is asked', async (name, hint) => {
  await lattice('generate')
  expect(await lattice(`eval --baseline ${name}`)).toBe(2)
  expect(printed.stderr).toContain(`--baseline ${name}: the config has no such model; it has base, sft, dpo.`)
  expect(printed.stderr).toContain(hint)
})

test('a training that is not evaluated is no baseline, and no name on the Hub', async () => {
  await lattice('generate')
  expect(await lattice('eval --baseline dpo --set eval.models=base,sft')).toBe(2)
  expect(printed.stderr).toContain('"dpo" is not among eval.models: base, sft')
})

test.each([
  ['eval', 'Did you mean compare?'],
  ['generat', 'Did you mean generate?'],
  ['nothing', 'lattice run --until takes prompts, import, generate,'],
])('run --until %s says which stages there are', async (stage, hint) => {
  expect(await lattice(`run --until ${stage}`)).toBe(2)
  expect(printed.stderr).toContain(`--until ${stage}: there is no such stage.`)
  expect(printed.stderr).toContain(hint)
})

test('train dpo --adapter goes on from that folder, which has to be there', async () => {
  await lattice('generate')
  writeFileSync(join(project, 'adapter'), 'weights')
  expect(await lattice('train dpo --adapter adapter')).toBe(0)
  expect(last().given).toMatchObject({ adapter: { path: join(project, 'adapter') } })
  expect(idsThat('mayRun', ['train:sft', 'train:dpo'])).toEqual(['train:dpo'])
  expect(await lattice('train dpo --adapter nowhere')).toBe(3)
  expect(await lattice('train sft --adapter adapter')).toBe(2)
})

test.each(['abc', '["a"]', '-1', ''])(
  'train --probes %j is no number of probes, and no prompt',
  async (probes) => {
    await runProgram(['generate'])
    works = []
    expect(await runProgram(['train', 'sft', `--probes=${probes}`])).toBe(2)
    expect(printed.stderr).toContain('whole number')
    expect(works).toEqual([])
    expect(await runProgram(['train', 'sft', '--probes=2'])).toBe(0)
    expect(works[0]?.config.train.sft?.probes.prompts).toBe(2)
  },
)
