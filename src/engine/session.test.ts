import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { Config } from '../core/config/schema.js'
import { PrerequisiteError } from '../core/errors.js'
import { lockFolder } from '../io/files/lock.js'
import { openLedger } from '../io/ledger/ledger.js'
import { type SmallProject, smallProject } from './fixtures/small-project.js'
import { silentObserver } from './observer.js'
import { type Outcome, performRun, previewRun, type Request } from './session.js'

let small: SmallProject
let project: string

beforeEach(() => {
  small = smallProject()
  project = small.folder
})

const house = (failure = '') => small.house(failure)
const config = (settings: Record<string, unknown> = {}) => small.config(settings)
const request = (change: Partial<Request> = {}) => small.request(change)
const countAsked = () => small.countAsked()
const decisions = ({ plan }: Pick<Outcome, 'plan'>) =>
  plan.map(({ definition, decision }) => `${definition.recipe.id} ${decision}`)
const artifact = (outcome: Outcome, id: string, name: string) =>
  readFileSync(
    join(
      outcome.run.config ? (outcome.run.config as Config).outputs : '',
      outcome.steps.get(id)?.folder ?? '',
      name,
    ),
    'utf8',
  )

test('a model that no preset knows is said to bring its own template, once, and not when nothing runs', async () => {
  const notes: string[] = []
  const observer = { ...silentObserver, note: (text: string) => void notes.push(text) }
  await performRun(request({ observer }), house())
  expect(notes).toEqual([
    expect.stringContaining('the critic model is the generator itself'),
    "No preset knows model. Template: chat, its tokenizer's own.",
  ])
  await performRun(request({ observer }), house())
  expect(notes).toHaveLength(2)
})

test('the whole chain runs, and its files stand where a person looks for them', async () => {
  const outcome = await performRun(request(), house())
  const folder = join(project, 'outputs', outcome.run.id)
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining([
      'adapter',
      'candidates',
      'config.yaml',
      'dpo-data',
      'eval',
      'plan.json',
      'sft-data',
      'verdicts',
    ]),
  )
  const report = JSON.parse(readFileSync(join(folder, 'eval', 'report.json'), 'utf8'))
  expect(report.finetuned.safe_rate).toBeGreaterThan(report.baseline.safe_rate)
  expect(JSON.parse(readFileSync(join(folder, 'adapter', 'lattice.json'), 'utf8'))).toMatchObject({
    method: 'dpo',
  })
  expect(
    JSON.parse(readFileSync(join(folder, 'adapter', 'adapter_config.json'), 'utf8')).target_modules,
  ).toEqual(['q', 'v'])
})

test('no evaluation prompt is in a training row', async () => {
  const outcome = await performRun(request(), house())
  for (const id of ['dataset:sft', 'dataset:dpo']) {
    expect(artifact(outcome, id, 'train.jsonl') + artifact(outcome, id, 'val.jsonl')).not.toContain(
      'evaluation question',
    )
  }
})

test('the same again reuses every step and asks nothing', async () => {
  await performRun(request(), house())
  const before = countAsked()
  expect((await previewRun(request(), house())).prompts).toBeNull()
  const again = await performRun(request(), house())
  expect(again.plan.every(({ decision }) => decision === 'reuse')).toBe(true)
  expect(countAsked()).toBe(before)
})

test('a changed setting re-runs what depends on it, and the dry run said so', async () => {
  await performRun(request(), house())
  const changed = request({ config: config({ 'train.dpo.beta': 0.5 }) })
  const foretold = await previewRun(changed, house())
  expect(foretold.prompts).toBe(9)
  const done = await performRun(changed, house())
  expect(decisions(foretold)).toEqual(decisions(done))
  expect(decisions(done).filter((step) => !step.endsWith(' reuse'))).toEqual([
    'train:dpo run',
    'sample:dpo reuse if unchanged',
    'judge:dpo:critic reuse if unchanged',
    'judge:dpo:rules reuse if unchanged',
    'compare:all reuse if unchanged',
  ])
  const fewer = await previewRun(
    request({ config: config({ 'train.dpo.beta': 0.5, 'eval.limit': 3 }) }),
    house(),
  )
  expect(fewer.prompts).toBe(3)
  expect(decisions(fewer).filter((step) => step.endsWith(' run'))).toEqual([
    'sample:base run',
    'sample:sft run',
    'sample:dpo run',
  ])
})

test('a preview of a new project leaves no trace', async () => {
  const before = readdirSync(project).sort()
  const { plan, prompts } = await previewRun(request(), house())
  expect(prompts).toBe(9)
  expect(plan.every(({ decision }) => decision === 'run')).toBe(true)
  expect(readdirSync(project).sort()).toEqual(before)
})

test('prompts that leave a split empty, and a broken row, are refused before any work', async () => {
  const refused = async (rows: string, message: string) => {
    writeFileSync(join(project, 'few.jsonl'), rows)
    const settings = { 'data.prompts': join(project, 'few.jsonl'), 'data.evaluation': null }
    const asked = request({ config: config(settings) })
    const error = expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) })
    await expect(previewRun(asked, house())).rejects.toThrow(error)
    await expect(performRun(asked, house())).rejects.toThrow(error)
  }
  await refused('"one"\n"two"\n', 'few.jsonl has 2 prompts: none falls into')
  await refused('"one"\n{"prompt": "two", "class": "evil"}\n', 'few.jsonl:2: `class` is "evil"')
  expect(existsSync(join(project, 'outputs', 'steps'))).toBe(false)
})

test('a command that needs no evaluation prompt asks for none, and a training may do without validation', async () => {
  writeFileSync(join(project, 'few.jsonl'), '"one"\n"two"\n"three"\n')
  const settings = {
    'data.prompts': join(project, 'few.jsonl'),
    'data.evaluation': null,
    'data.split.evaluation': 0,
    'data.split.validation': 0,
  }
  const toTrain = request({
    config: config(settings),
    wanted: ({ recipe }) => recipe.stage === 'dataset',
  })
  await expect(previewRun(toTrain, house())).resolves.toMatchObject({
    prompts: null,
    notes: ['3 rows have no class and count as cooperating.'],
  })
})

test('more candidates ask only for the new ones', async () => {
  await performRun(request({ wanted: ({ recipe }) => recipe.stage === 'generate' }), house())
  expect(countAsked()).toBe(24 * 4)
  const six = request({
    config: config({ 'generate.n': 6 }),
    wanted: ({ recipe }) => recipe.stage === 'generate',
  })
  await performRun(six, house())
  expect(countAsked()).toBe(24 * 6)
})

test.each(['die after 5 answers', 'die after 1 answers'])(
  'a worker that would %s loses at most the batch in flight',
  async (failure) => {
    const generate = request({ wanted: ({ recipe }) => recipe.stage === 'generate' })
    await expect(performRun(generate, house(failure))).rejects.toThrow(/Python worker ended/)
    const kept = 2 * Math.floor(countAsked() / 2)
    const asks = countAsked()
    const resumed = await performRun(generate, house())
    expect(countAsked() - asks).toBeLessThanOrEqual(24 * 4 - kept)
    const whole = artifact(resumed, 'generate:main', 'candidates.jsonl')
    const undisturbed = await performRun(
      { ...generate, config: config({ outputs: join(project, 'other') }) },
      house(),
    )
    expect(whole).toBe(artifact(undisturbed, 'generate:main', 'candidates.jsonl'))
  },
)

test('a training that dies goes on from its newest complete checkpoint', async () => {
  await expect(performRun(request(), house('die after step 3'))).rejects.toThrow(/Python worker/)
  const outcome = await performRun(request(), house())
  expect(outcome.steps.get('train:sft')?.facts).toMatchObject({ steps: 10, bestStep: 10 })
  const ledger = openLedger(join(project, 'outputs'))
  const attempts = ledger.training
    .metrics(outcome.steps.get('train:sft')?.key ?? '')
    .map(({ attempt, globalStep }) => [attempt, globalStep])
  ledger.close()
  expect(attempts).toEqual(
    [1, 2, 3].map((step) => [1, step]).concat([4, 5, 6, 7, 8, 9, 10].map((step) => [2, step])),
  )
  const probes = artifact(outcome, 'train:sft', 'probes.jsonl').trim().split('\n')
  const asked = probes.map((line) => JSON.parse(line)).map(({ step, probe }) => [step, probe])
  expect(asked).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((step) => [1, 2, 3].map((one) => [step, one])),
  )
})

test('other probes are no reason to train again', async () => {
  const training = { wanted: ({ recipe }: { recipe: { id: string } }) => recipe.id === 'train:sft' }
  await performRun(request(training), house())
  const config = small.config({ 'train.sft.probes.prompts': ['Why?'], 'train.dpo.probes.prompts': 0 })
  const outcome = await performRun(request({ ...training, config }), house())
  expect(outcome.steps.get('train:sft')?.reused).toBe(true)
})

test('a training that overfits is stopped and its best checkpoint kept, also when it dies right then', async () => {
  const training = request({ wanted: ({ recipe }) => recipe.id === 'train:sft' })
  await expect(performRun(training, house('die once stopped, overfit'))).rejects.toThrow(/Python worker/)
  const outcome = await performRun(training, house('overfit'))
  expect(outcome.steps.get('train:sft')?.facts).toMatchObject({
    steps: 8,
    plannedSteps: 10,
    bestStep: 2,
    stopped: expect.stringMatching(/^overfit at step 8: the validation loss has risen by 4 from 2/),
    stop: { rule: 'overfit', step: 8, numbers: { rise: 4, lowest: 2 } },
  })
  expect(artifact(outcome, 'train:sft', 'metrics.jsonl').trim().split('\n')).toHaveLength(8)
  expect(artifact(outcome, 'train:sft', 'adapter/adapter_model.safetensors')).toMatch(/at 2 from/)
})

test('an output that was changed is set aside and made again', async () => {
  const first = await performRun(request(), house())
  const folder = join(project, 'outputs', first.steps.get('select:sft')?.folder ?? '')
  const good = readFileSync(join(folder, 'selections.jsonl'), 'utf8')
  appendFileSync(join(folder, 'selections.jsonl'), '{}\n')
  const again = await performRun(request(), house())
  expect(again.plan.find(({ definition }) => definition.recipe.id === 'select:sft')?.reason).toMatch(
    /is not what was written/,
  )
  expect(readdirSync(folder)).toContain('selections.jsonl.corrupt-1')
  expect(readFileSync(join(folder, 'selections.jsonl'), 'utf8')).toBe(good)
})

test('a stage command starts nothing upstream and names the command that does', async () => {
  const critique = request({
    wanted: ({ recipe }) => recipe.stage === 'critique',
    mayRun: ({ recipe }) => recipe.stage === 'critique',
  })
  await expect(performRun(critique, house())).rejects.toMatchObject({
    exitCode: 3,
    hint: expect.stringContaining('lattice generate'),
  })
})

test('another split re-reads what is recorded and needs no model', async () => {
  await performRun(request(), house())
  const before = countAsked()
  const dataset = request({
    config: config({ 'data.split.validation': 0.4 }),
    wanted: ({ recipe }) => recipe.id === 'dataset:sft',
    mayRun: ({ recipe }) => recipe.id === 'dataset:sft',
  })
  const outcome = await performRun(dataset, house())
  expect(countAsked()).toBe(before)
  expect(outcome.steps.get('dataset:sft')?.facts.validation).toBeGreaterThan(0)
})

test('two at once: the second is told who works there', async () => {
  const lock = lockFolder(join(project, 'outputs'))
  const refused = performRun(request(), house())
  await expect(refused).rejects.toThrow(PrerequisiteError)
  await expect(refused).rejects.toThrow(new RegExp(`process ${process.pid}`))
  lock.release()
})

test('an interrupted run keeps what is done, is marked so, and goes on', async () => {
  const controller = new AbortController()
  const observer = {
    ...silentObserver,
    stepFinished: ({ id }: { id: string }) => id === 'critique:main' && controller.abort(),
  }
  await expect(
    performRun(request({ observer: observer as never, signal: controller.signal }), house()),
  ).rejects.toMatchObject({ exitCode: 130 })
  const asks = countAsked()
  const ledger = openLedger(join(project, 'outputs'))
  expect(ledger.runs.find('latest')?.status).toBe('interrupted')
  ledger.close()
  const outcome = await performRun(request(), house())
  expect(outcome.plan.slice(0, 3).every(({ decision }) => decision === 'reuse')).toBe(true)
  expect(countAsked()).toBeGreaterThan(asks)
})
