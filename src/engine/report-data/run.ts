/** What was asked, and how to ask it again. */
import { homedir } from 'node:os'
import { z } from 'zod'
import { constitutionHash } from '../../core/constitution.js'
import type { Asked, ReportedRun } from '../../core/report-data.js'
import type { RunRow } from '../../io/ledger/runs.js'
import type { RunStep } from '../run-view.js'

/** Only what the page tells; what an older run lacks is left out. The name of the machine stays here. */
const environmentSchema = z.object({
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable().catch(null),
  node: z.string().optional(),
  system: z.string().optional(),
  cores: z.number().optional(),
  threads: z.number().optional(),
  device: z.object({ type: z.string(), name: z.string().optional() }).optional().catch(undefined),
  versions: z.record(z.string(), z.string()).catch({}),
})

const packages = ['python', 'torch', 'transformers', 'trl', 'peft', 'bitsandbytes', 'accelerate', 'datasets']

export function reportedRun(run: RunRow): ReportedRun {
  const { git, node, system, cores, threads, device, versions } = environmentSchema.parse(run.environment)
  const seed = z.object({ seed: z.number() }).safeParse(run.config)
  const lines: [string, string | undefined][] = [
    ['device', device && [device.type, device.name].filter(Boolean).join(', ')],
    ['cores, threads', cores === undefined ? undefined : `${cores}, ${threads ?? '?'}`],
    ['system', system],
    ['node', node],
    ...packages.map((name): [string, string | undefined] => [name, versions[name]]),
  ]
  return {
    id: run.id,
    status: run.status,
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    command: commandOf(run),
    seed: seed.success ? seed.data.seed : null,
    git,
    environment: lines.filter((line): line is [string, string] => line[1] !== undefined),
  }
}

const modelSchema = z.object({ id: z.string() })
const configSchema = z.object({
  models: z.object({
    generator: modelSchema.optional(),
    critic: z.union([modelSchema, z.string()]).optional(),
  }),
})
const settingsSchema = z.object({
  constitution: z.object({
    title: z.string(),
    principles: z.array(z.object({ id: z.string(), text: z.string(), weight: z.number() })),
  }),
})

/** The constitution comes from the step that judged by it, since the file may have changed since. */
export function askedBy(run: RunRow, steps: readonly Pick<RunStep, 'row'>[]): Asked {
  const models = configSchema.safeParse(run.config).data?.models
  const judging = steps.map(({ row }) =>
    settingsSchema.safeParse((row.preimage as { settings?: unknown }).settings),
  )
  const constitution = judging.find(({ success }) => success)?.data?.constitution
  const critic = models?.critic
  return {
    generator: models?.generator?.id ?? null,
    critic: typeof critic === 'string' ? critic : (critic?.id ?? null),
    constitution: constitution ? { ...constitution, hash: constitutionHash(constitution) } : null,
  }
}

/** A page is handed round: it need not tell who ran it. */
export function withoutHome(text: string): string {
  const home = homedir()
  return home.length > 1 ? text.replaceAll(home, '~') : text
}

function commandOf({ configFile, overlay }: RunRow): string {
  const words = configFile === null ? [] : [configFile]
  const sets = Object.entries(overlay).flatMap(([key, value]) => ['--set', `${key}=${asText(value)}`])
  return withoutHome(['lattice', 'run', ...words, ...sets].map(quoted).join(' '))
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
