import { type Command, Option } from 'commander'
import { formatBytes } from '../core/bytes.js'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import { listEmbedded, removeEmbedded, type StoredModels } from '../engine/embedded-inventory.js'
import { type Accelerator, accelerators } from '../io/python-env/accelerator.js'
import { noEnvironment, readEnvironment, requireEnvironment } from '../io/python-env/environment.js'
import { environmentsFolder } from '../io/python-env/folders.js'
import { thisHost } from '../io/python-env/host.js'
import { listEnvironments, removeEnvironment, type StoredEnvironment } from '../io/python-env/inventory.js'
import type { SetUpObserver, SetUpResult } from '../io/python-env/set-up.js'
import { askPerson, isSomeoneThere, isYes } from './terminal/ask.js'
import { createProgress, type Progress, type ProgressMode, progressModes } from './terminal/progress.js'
import { printResult } from './terminal/result.js'
import { table } from './terminal/table.js'
import { untilInterrupted } from './until-interrupted.js'

interface CommonFlags {
  json?: boolean
}

type Stored = StoredEnvironment | StoredModels

interface SetUpFlags extends CommonFlags {
  accelerator: Accelerator | 'auto'
  quiet?: boolean
  progress?: ProgressMode
}

export function configure(command: Command): void {
  command
    .command('setup')
    .description('install the locked Python packages outside the repository and prove that they work')
    .addOption(
      new Option('--accelerator <name>', 'which packages to install')
        .choices(['auto', ...accelerators])
        .env('LATTICE_ACCELERATOR')
        .default('auto'),
    )
    .option('-q, --quiet', 'print nothing but the result')
    .addOption(
      new Option('--progress <mode>', 'how progress is shown').choices(progressModes).default('auto'),
    )
    .option('--json', 'print the result as JSON')
    .action((_, self: Command) => setUp(self.optsWithGlobals()))
  command
    .command('status')
    .description('say which environment is used and what it can do; exit 3 when there is none')
    .option('--json', 'print the result as JSON')
    .action((_, self: Command) => status(self.optsWithGlobals()))
  command
    .command('path')
    .description('print the path of the interpreter and nothing else')
    .option('--folder', 'the folder of the environment instead')
    .option('--json', 'print both as JSON')
    .action((_, self: Command) => path(self.optsWithGlobals()))
  command
    .command('gc')
    .description('remove environments and embedded models that another version of lattice made')
    .option('--dry-run', 'only list them')
    .option('--yes', "don't ask")
    .option('--json', 'print the result as JSON')
    .action((_, self: Command) => collectGarbage(self.optsWithGlobals()))
}

async function setUp(flags: SetUpFlags): Promise<void> {
  const { setUpEnvironment } = await import('../io/python-env/set-up.js')
  const progress = createProgress({ mode: flags.quiet ? 'none' : (flags.progress ?? 'auto') })
  const options = { host: thisHost(), accelerator: flags.accelerator, observer: observerOn(progress) }
  try {
    const result = await untilInterrupted((signal) => setUpEnvironment({ ...options, signal }), stopping)
    progress.stop()
    printResult(asJson(result), () => readyText(result), flags)
  } finally {
    progress.abandon()
  }
}

const stopping = 'Stopping; what is installed stays for the next set-up.'

function observerOn(progress: Progress): SetUpObserver {
  const titles = { fetch: 'fetch packages', unpack: 'unpack', probe: 'probe' }
  let shown: string | undefined
  return {
    note: (text) => progress.note(text),
    progress({ phase, done, total }) {
      if (shown !== phase)
        progress.start(titles[phase], total || undefined, phase === 'fetch' ? 'packages' : '')
      shown = phase
      progress.update(done)
    },
  }
}

async function status(flags: CommonFlags): Promise<void> {
  const host = thisHost()
  const environment = await readEnvironment(host)
  const stored = [...(await listEnvironments(host)), ...(await listEmbedded(environment))]
  const value = { ready: environment !== null, environment, root: environmentsFolder(host), stored }
  printResult(value, () => (environment ? factsText(environment) : '') + storedText(stored), flags)
  if (environment) return
  // The result is printed already; thrown, the error would be a second document on stdout.
  const { message, hint } = noEnvironment(host)
  process.stderr.write(`${message} ${hint}\n`)
  process.exitCode = 3
}

async function path(flags: CommonFlags & { folder?: boolean }): Promise<void> {
  const { python, folder } = await requireEnvironment()
  if (flags.folder && folder === null && !flags.json) {
    throw new PrerequisiteError('LATTICE_PYTHON is set: that interpreter has no folder of ours.')
  }
  printResult({ python, folder }, () => `${flags.folder ? folder : python}\n`, flags)
}

async function collectGarbage(flags: CommonFlags & { dryRun?: boolean; yes?: boolean }): Promise<void> {
  const { oneAtATime } = await import('../io/python-env/one-at-a-time.js')
  const host = thisHost()
  const isOutdated = ({ state }: Stored) => state === 'outdated'
  const environments = (await listEnvironments(host)).filter(isOutdated)
  const models = (await listEmbedded(await readEnvironment(host))).filter(isOutdated)
  const outdated = [...environments, ...models]
  if (outdated.length > 0) process.stderr.write(storedText(outdated))
  const remove = outdated.length > 0 && !flags.dryRun && (flags.yes || (await confirmed(outdated)))
  if (remove) {
    const note = (text: string) => void process.stderr.write(`${text}\n`)
    await untilInterrupted((signal) =>
      oneAtATime({ host, signal, note }, async () => {
        for (const environment of environments) await removeEnvironment(environment)
        for (const pair of models) removeEmbedded(pair)
      }),
    )
  }
  const removed = remove ? outdated : []
  printResult({ outdated, removed }, () => collectedText(outdated, removed), flags)
}

async function confirmed(outdated: readonly Stored[]): Promise<boolean> {
  if (!isSomeoneThere()) {
    throw new ConfigError(
      'lattice env gc asks before it removes anything, and there is nobody to ask here.',
      {
        hint: 'Give --yes to remove them, or --dry-run to list them only.',
      },
    )
  }
  return isYes(await askPerson(`Remove ${outdated.length}, ${formatBytes(sumOf(outdated))}? [y/N] `))
}

function readyText({ environment, reused, bytes }: SetUpResult): string {
  const size = bytes === null ? '' : `, ${formatBytes(bytes)}`
  return `${reused ? 'Ready already' : 'Ready'}${size}.\n${factsText(environment)}`
}

function factsText({
  python,
  folder,
  accelerator,
  device,
  bf16,
  nf4,
  versions,
}: SetUpResult['environment']): string {
  const packages = ['torch', 'transformers', 'trl', 'peft', 'bitsandbytes'].map(
    (name) => `${name} ${versions[name]}`,
  )
  return table(
    [{ title: '' }, { title: '' }],
    [
      ['python', `${versions.python ?? ''} ${python}`.trim()],
      ['folder', folder ?? 'none: LATTICE_PYTHON is used as it is'],
      ['packages', `for ${accelerator}: ${packages.join(', ')}`],
      ['device', `${device.type} (${device.name})`],
      ['bfloat16', bf16 ? 'yes' : 'no: models run in float32'],
      ['4-bit', nf4 ? 'NF4 works' : 'NF4 does not work here'],
    ],
  )
}

function storedText(stored: readonly Stored[]): string {
  if (stored.length === 0) return ''
  const columns = [{ title: 'in the cache' }, { title: 'state' }, { title: 'size', align: 'right' as const }]
  return table(
    columns,
    stored.map(({ name, state, bytes }) => [name, state, formatBytes(bytes)]),
  )
}

function collectedText(outdated: readonly Stored[], removed: readonly Stored[]): string {
  if (outdated.length === 0) return 'Nothing to remove.\n'
  if (removed.length === 0) return `Nothing was removed; ${formatBytes(sumOf(outdated))} could be.\n`
  return `Removed ${removed.length}, ${formatBytes(sumOf(removed))}.\n`
}

const sumOf = (stored: readonly Stored[]) => stored.reduce((total, { bytes }) => total + bytes, 0)

function asJson({ environment, reused, bytes }: SetUpResult) {
  return { ready: true, reused, bytes, environment }
}
