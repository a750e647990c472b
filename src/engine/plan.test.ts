import { expect, test } from 'vitest'
import { type DoneStep, differences, type History, planSteps } from './plan.js'
import { fingerprintOf, type Recipe, type StepDefinition, stepKey } from './step.js'

const recipe = (id: string, settings: unknown = {}): Recipe => ({
  id,
  stage: id.split(':')[0] as string,
  version: 1,
  settings,
  identity: null,
  worker: null,
})
const step = (recipe: Recipe, inputs: StepDefinition['inputs']): StepDefinition => ({
  recipe,
  inputs,
  files: [],
  model: null,
})
const chain = (n = 2, file = 'f1'): StepDefinition[] => [
  step(recipe('prompts:all'), { prompts: { path: 'p.jsonl', sha256: file } }),
  step(recipe('generate:main', { n }), { prompts: { step: 'prompts:all', file: 'prompts.jsonl' } }),
  step(recipe('select:sft'), { candidates: { step: 'generate:main', file: 'candidates.jsonl' } }),
]

/** A history in which the chain was made once, each output's hash named after its step and its key. */
function made(steps: StepDefinition[]): History & { steps: DoneStep[] } {
  const done: DoneStep[] = []
  for (const { recipe, inputs } of steps) {
    const hashes = Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        'path' in input
          ? input.sha256
          : (done.find((step) => step.preimage.id === input.step)?.outputs[input.file] ?? ''),
      ]),
    )
    const key = stepKey(recipe, hashes)
    const file = { prompts: 'prompts.jsonl', generate: 'candidates.jsonl', select: 'selections.jsonl' }[
      recipe.stage
    ] as string
    done.push({
      key,
      fingerprint: fingerprintOf(recipe),
      preimage: recipe,
      inputs: Object.fromEntries(
        Object.entries(hashes).map(([name, sha256]) => [name, { source: name, sha256 }]),
      ),
      outputs: { [file]: `content of ${key}` },
    })
  }
  return {
    steps: done,
    done: (key) => done.find((step) => step.key === key),
    hasFingerprint: (fingerprint) => done.some((step) => step.fingerprint === fingerprint),
    newest: (id) => done.findLast((step) => step.preimage.id === id),
    damage: () => undefined,
  }
}
const none: History = {
  done: () => undefined,
  hasFingerprint: () => false,
  newest: () => undefined,
  damage: () => undefined,
}
const summary = (steps: StepDefinition[], history: History, force: string[] = []) =>
  planSteps({ steps, history, force: new Set(force) }).map(({ decision, reason }) => `${decision}: ${reason}`)

test('everything runs the first time', () => {
  expect(summary(chain(), none)).toEqual(['run: never made', 'run: never made', 'run: never made'])
})

test('everything is reused the second time', () => {
  expect(summary(chain(), made(chain()))).toEqual(Array(3).fill('reuse: nothing changed'))
})

test('a changed setting runs its step, names the change, and leaves what follows to the outcome', () => {
  expect(summary(chain(4), made(chain(2)))).toEqual([
    'reuse: nothing changed',
    'run: n 2 → 4',
    'reuse if unchanged: if generate:main comes out unchanged',
  ])
})

test('a changed file runs the step that reads it and names the file', () => {
  expect(summary(chain(2, 'f2'), made(chain(2, 'f1')))[0]).toBe('run: changed: p.jsonl')
})

test('going back to an earlier setting reuses what was made then', () => {
  const both = made([...chain(2), ...chain(4)])
  expect(summary(chain(2), both)).toEqual(Array(3).fill('reuse: nothing changed'))
})

test('a damaged output runs again and says what is damaged', () => {
  const history = made(chain())
  const broken = history.steps[1] as DoneStep
  const damaged: History = {
    ...history,
    done: (key) => (key === broken.key ? undefined : history.done(key)),
    damage: (key) => (key === broken.key ? 'candidates.jsonl is not what was written' : undefined),
  }
  expect(summary(chain(), damaged)[1]).toBe('run: candidates.jsonl is not what was written')
})

test.each([
  ['all', ['run', 'run', 'run']],
  ['generate', ['reuse', 'run', 'reuse if unchanged']],
  ['select:sft', ['reuse', 'reuse', 'run']],
])('--force %s', (what, decisions) => {
  const plan = planSteps({ steps: chain(), history: made(chain()), force: new Set([what]) })
  expect(plan.map(({ decision }) => decision)).toEqual(decisions)
})

test('differences in a list of named things say which one', () => {
  const constitution = (weight: number, text: string) => ({
    principles: [
      { id: 'truth', weight, text: 'Say what is known.' },
      { id: 'fairness', weight: 1, text },
    ],
  })
  const long = 'A sentence that is longer than what is shown of it'
  expect(differences(constitution(1, `${long}.`), constitution(2, `${long}!`))).toEqual([
    'principles.fairness.text changed',
    'principles.truth.weight 1 → 2',
  ])
})

test('a hash is shown by its beginning', () => {
  expect(differences({ revision: 'a'.repeat(64) }, { revision: 'b'.repeat(64) })).toEqual([
    'revision aaaaaaaa → bbbbbbbb',
  ])
})

test('differences name dotted keys with both values', () => {
  expect(differences({ a: { b: 1 }, c: [1] }, { a: { b: 2 }, c: [1], d: 'x' })).toEqual([
    'a.b 1 → 2',
    'd unset → "x"',
  ])
})

test('the parts of a model are told in words, and no value is cut in half', () => {
  const before = { identity: { quant: 'nf4', id: 'a' }, settings: { patterns: ['x'.repeat(40)] } }
  const after = { identity: { quant: null, id: 'b' }, settings: { patterns: ['y'.repeat(40)] } }
  expect(differences(before, after)).toEqual([
    'model "a" → "b"',
    'quantised weights "nf4" → none',
    'patterns changed',
  ])
})
