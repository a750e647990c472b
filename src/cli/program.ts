/**
 * The commands as data. Only the module of the command that was called is loaded, so that `lattice --help` starts
 * neither a database nor a parser.
 */
import { Command, CommanderError } from 'commander'
import { LatticeError } from '../core/errors.js'
import { packageVersion } from '../io/package-file.js'
import { endOpenLines } from './terminal/open-line.js'

export interface CommandEntry {
  name: string
  summary: string
  group: string
  load: () => Promise<{ configure(command: Command): void }>
}

const start = 'Start:'
const stages = 'The chain, stage by stage:'
const runs = 'Whole runs:'

export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'write a config, a constitution and prompts to start from',
    group: start,
    load: () => import('./init.js'),
  },
  {
    name: 'env',
    summary: 'set up and inspect the Python side',
    group: start,
    load: () => import('./env.js'),
  },
  {
    name: 'doctor',
    summary: 'look whether everything is there, and say how to fix what is not',
    group: start,
    load: () => import('./doctor.js'),
  },
  {
    name: 'models',
    summary: 'what models need, before one is downloaded',
    group: start,
    load: () => import('./models.js'),
  },
  {
    name: 'config',
    summary: 'show, check and describe the config',
    group: start,
    load: () => import('./config.js'),
  },
  {
    name: 'constitution',
    summary: 'show, check and test what answers are judged by',
    group: start,
    load: () => import('./constitution.js'),
  },
  {
    name: 'import',
    summary: 'bring answers or pairs that are there already',
    group: stages,
    load: () => import('./import.js'),
  },
  {
    name: 'generate',
    summary: 'sample candidate answers to each prompt',
    group: stages,
    load: () => import('./generate.js'),
  },
  {
    name: 'critique',
    summary: 'judge the candidates by the constitution, then select',
    group: stages,
    load: () => import('./critique.js'),
  },
  {
    name: 'select',
    summary: 'select again, without judging again',
    group: stages,
    load: () => import('./select.js'),
  },
  {
    name: 'dataset',
    summary: 'make training data from what was selected',
    group: stages,
    load: () => import('./dataset.js'),
  },
  {
    name: 'train',
    summary: 'train an adapter by SFT or DPO',
    group: stages,
    load: () => import('./train.js'),
  },
  {
    name: 'eval',
    summary: 'measure the trained models against a baseline',
    group: stages,
    load: () => import('./eval.js'),
  },
  {
    name: 'sample',
    summary: 'answer a prompt with a trained model',
    group: stages,
    load: () => import('./sample.js'),
  },
  { name: 'run', summary: 'do everything that is not done yet', group: runs, load: () => import('./run.js') },
  {
    name: 'status',
    summary: 'say how far the latest run is',
    group: runs,
    load: () => import('./status.js'),
  },
  { name: 'runs', summary: 'list, show and compare runs', group: runs, load: () => import('./runs.js') },
  {
    name: 'report',
    summary: 'write the story of a run as one HTML file',
    group: runs,
    load: () => import('./report.js'),
  },
  {
    name: 'push',
    summary: 'send an adapter to the Hub with its model card, after a yes',
    group: runs,
    load: () => import('./push.js'),
  },
  {
    name: 'trace',
    summary: 'walk from a record back to its prompt and principle',
    group: runs,
    load: () => import('./trace.js'),
  },
  {
    name: 'logs',
    summary: 'read what the models said in a run',
    group: runs,
    load: () => import('./logs.js'),
  },
]

/** Runs one command line, without `node` and the script. Prints what is wrong once. @returns the exit code */
export async function runProgram(line: readonly string[]): Promise<number> {
  const argv = line[0] === 'help' ? [...line.slice(1), '--help'] : line
  let program: Command | undefined
  const { keepSecretsFrom } = await import('./terminal/keep-secrets.js')
  const release = keepSecretsFrom(process.stdout, process.stderr)
  try {
    program = await programFor(argv)
    if (argv.length === 0) program.outputHelp()
    else await program.parseAsync(argv, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const { printError } = await import('./terminal/print-error.js')
    return printError(
      error instanceof CommanderError ? await usageError(error, argv, program) : error,
      argv.includes('--json'),
    )
  } finally {
    endOpenLines()
    release()
  }
}

/** The whole program, with options and arguments only for the command that the line calls. */
export async function programFor(argv: readonly string[]): Promise<Command> {
  const program = new Command('lattice')
    .description(
      'From a base model, a constitution and prompts to an adapter that is measured to behave better.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', '\nlattice <command> --help explains one command.')
  const called = argv.find((word) => !word.startsWith('-'))
  for (const { name, summary, group, load } of commands) {
    const command = program
      .command(name)
      .summary(summary)
      .description(sentence(summary))
      .helpGroup(group)
      .helpCommand(false)
    if (name === called) (await load()).configure(command)
    else command.allowUnknownOption().allowExcessArguments()
  }
  return program
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
}

/** Commander's words as an error of ours: what is wrong, then what was probably meant. */
async function usageError(
  { message, code }: CommanderError,
  argv: readonly string[],
  program: Command | undefined,
): Promise<LatticeError> {
  const [what = '', guess] = message.replace(/^error: /, '').split('\n')
  const called = calledBy(program, argv)
  const unknown = code === 'commander.unknownOption' ? what.match(/--[\w-]+/)?.[0] : undefined
  const { optionMeant } = await import('./option-meant.js')
  const own = unknown && called.command && optionMeant(unknown, called.command)
  const meant = own || guess?.match(/Did you mean (.*)\?/)?.[1]
  return new LatticeError(code === 'commander.help' ? 'A subcommand is missing.' : sentence(what), {
    hint: takesRun(unknown, called.command)
      ? `Here the run stands alone: ${called.name} latest.`
      : meant
        ? `Did you mean ${meant}?`
        : `${called.name} --help explains.`,
    exitCode: 2,
  })
}

/** Stage commands name their run with --run; commands about a run take it as their argument. */
const takesRun = (unknown: string | undefined, command: Command | undefined) =>
  unknown === '--run' && command?.registeredArguments[0]?.name() === 'run'

/** The command that the line calls, as `lattice dataset duplicates`. */
function calledBy(
  program: Command | undefined,
  argv: readonly string[],
): { command: Command | undefined; name: string } {
  const names = ['lattice']
  let command = program
  for (const word of argv.filter((word) => !word.startsWith('-'))) {
    const within = command?.commands.find((one) => one.name() === word)
    if (!within) break
    command = within
    names.push(word)
  }
  return { command, name: names.join(' ') }
}
