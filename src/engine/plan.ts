/**
 * The plan: what would run, what would be reused, and why. Pure: it reads steps and what the ledger remembers,
 * as values, and decides. `lattice run --dry-run` prints it, `execute` does it.
 */
import { fingerprintOf, type InputSource, type Recipe, type StepDefinition, stepKey } from './step.js'

export type Decision = 'run' | 'reuse' | 'reuse if unchanged'

export interface PlannedStep {
  definition: StepDefinition
  decision: Decision
  /** A sentence for a person. */
  reason: string
}

/** A step that the ledger says is done and whose outputs were verified. */
export interface DoneStep {
  key: string
  fingerprint: string
  preimage: Recipe
  inputs: Record<string, { source: string; sha256: string }>
  /** Content hash of each output that another step may read. */
  outputs: Record<string, string>
}

export interface History {
  /** The done and verified step of a key. */
  done(key: string): DoneStep | undefined
  /** Whether a done step of this recipe exists, whatever its inputs. */
  hasFingerprint(fingerprint: string): boolean
  /** The step of an id that a new one is compared with: the run's own, else the newest; done, whatever its recipe. */
  newest(id: string): DoneStep | undefined
  /** Why a step of this key would not verify, if the ledger knows it as done. */
  damage(key: string): string | undefined
}

/** Decides each step in order; `steps` stand in the order of their dependencies. */
export function planSteps({
  steps,
  history,
  force,
}: {
  steps: readonly StepDefinition[]
  history: History
  /** Ids or stages that are made again whatever the ledger says; `all` for every step. */
  force: ReadonlySet<string>
}): PlannedStep[] {
  const known = new Map<string, DoneStep>()
  const planned = new Map<string, PlannedStep>()
  for (const definition of steps) {
    const { recipe } = definition
    const step = decide({ definition, history, known, forced: isForced(recipe, force) })
    planned.set(recipe.id, step.planned)
    if (step.done) known.set(recipe.id, step.done)
  }
  return [...planned.values()]
}

interface Situation {
  definition: StepDefinition
  history: History
  known: Map<string, DoneStep>

  forced: boolean
}

function decide({ definition, history, known, forced }: Situation): {
  planned: PlannedStep
  done?: DoneStep
} {
  const { recipe, inputs } = definition
  const as = (decision: Decision, reason: string) => ({ planned: { definition, decision, reason } })
  if (forced) return as('run', 'forced')
  const waiting = Object.values(inputs).flatMap((input) =>
    'step' in input && !known.has(input.step) ? [input.step] : [],
  )
  if (waiting.length > 0) {
    const upstream = [...new Set(waiting)]
    const surelyNew = !history.hasFingerprint(fingerprintOf(recipe))
    if (surelyNew) return as('run', whyNew(definition, history, known))
    return as(
      'reuse if unchanged',
      `if ${few(upstream)} ${upstream.length > 1 ? 'come' : 'comes'} out unchanged`,
    )
  }
  const hashes = inputHashes(inputs, known)
  const key = stepKey(recipe, hashes)
  const done = history.done(key)
  if (done) return { planned: { definition, decision: 'reuse', reason: 'nothing changed' }, done }
  return as('run', history.damage(key) ?? whyNew(definition, history, known))
}

/** Content hashes of a step's inputs, once everything before it is known. */
export function inputHashes(
  inputs: Record<string, InputSource>,
  known: ReadonlyMap<string, DoneStep>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if ('path' in input) return [name, input.sha256]
      const hash = known.get(input.step)?.outputs[input.file]
      if (hash === undefined) throw new Error(`${input.step} has no output ${input.file}`)
      return [name, hash]
    }),
  )
}

/** Whether a step is made again whatever the ledger says: by its id, its stage, or `all`. */
export function isForced(recipe: Pick<Recipe, 'id' | 'stage'>, force: ReadonlySet<string>): boolean {
  return force.has('all') || force.has(recipe.id) || force.has(recipe.stage)
}

function whyNew({ recipe, inputs }: StepDefinition, history: History, known: Map<string, DoneStep>): string {
  const before = history.newest(recipe.id)
  if (!before) return 'never made'
  const settings = differences(before.preimage, recipe)
  if (settings.length > 0) return few(settings)
  const changed = Object.entries(inputs)
    .filter(([name, input]) => {
      const now = 'path' in input ? input.sha256 : known.get(input.step)?.outputs[input.file]
      return before.inputs[name]?.sha256 !== now
    })
    .map(([name, input]) => ('path' in input ? input.path : `${name} from ${input.step}`))
  return changed.length > 0 ? `changed: ${listed(changed)}` : 'never made with these inputs'
}

/** The dotted settings in which two recipes differ, as `generate.n 2 → 4`. */
export function differences(before: unknown, after: unknown, path = ''): string[] {
  if (isPlain(before) && isPlain(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key))
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (isNamedList(before) && isNamedList(after)) return differences(byId(before), byId(after), path)
  const name = inWords.get(path) ?? path.replace(/^(settings|identity)\./, '')
  const [from, to] = [shown(before), shown(after)]
  return [from === null || to === null || from === to ? `${name} changed` : `${name} ${from} → ${to}`]
}

/** The parts of a model's identity that a reader doesn't know by that name. */
const inWords = new Map([
  ['identity', 'model'],
  ['identity.id', 'model'],
  ['identity.quant', 'quantised weights'],
  ['identity.templateId', 'template'],
  ['identity.adapters', 'adapter'],
])

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Principles, for one: what changed in which says more than two long lists. */
const isNamedList = (value: unknown): value is { id: string }[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((item) => isPlain(item) && typeof item.id === 'string')

const byId = (list: readonly { id: string }[]) => Object.fromEntries(list.map((item) => [item.id, item]))

/** Null for what is too long to say: half of a list or a pattern tells nothing. */
function shown(value: unknown): string | null {
  if (typeof value === 'string' && /^[0-9a-f]{40,}$/.test(value)) return value.slice(0, 8)
  if (value === undefined) return 'unset'
  if (value === null) return 'none'
  const text = JSON.stringify(value)
  return text.length > 32 ? null : text
}

const listed = (items: string[]) => items.join(', ')

/** The first few; a whole list would hide what matters. */
function few(items: string[]): string {
  return items.length <= 3 ? listed(items) : `${listed(items.slice(0, 2))} and ${items.length - 2} more`
}
