/** Options that commands share. Each command takes those that mean something to it. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type LogLevel, logLevels } from '../core/log/event.js'
import { progressModes } from './terminal/progress.js'

export interface ConfigOptions {
  config?: string
  set?: string[]
  seed?: string
  offline?: boolean
}

/** `-c`, `--set`, `--seed`, `--offline`: what decides the config. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'config file (default: lattice.yaml here or above, up to the home folder)')
    .option('--set <key=value>', 'set one key of the config; may be repeated', collect)
    .option('--seed <number>', 'root of every random choice')
    .option('--offline', 'use no network; only what is already on this machine')
}

/** `--json`, `-q`, `--progress`: what is printed. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document')
    .option('-q, --quiet', 'print nothing but the result')
    .addOption(
      new Option('--progress <mode>', 'how progress is shown').choices(progressModes).default('auto'),
    )
}

/** `-v`: how much of what models say is shown while they work. */
export function addVerbosityOption(command: Command): Command {
  return command.option(
    '-v, --verbosity <level>',
    'content log on stderr: 0 nothing, 1 what each step came to, 2 an example of each key stage, 3 everything said',
    logLevel,
    2,
  )
}

/** `--run`: which run a stage command acts on. */
export function addRunOption(command: Command): Command {
  return command.option('--run <run>', 'which run: id, number, latest, or @alias (default: latest)')
}

export function addDryRunOption(command: Command): Command {
  return command.option('--dry-run', 'say what would be done and why, and do nothing')
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

export function logLevel(value: string): LogLevel {
  const level = logLevels.find((known) => String(known) === value)
  if (level === undefined) throw new InvalidArgumentError('It is 0, 1, 2 or 3.')
  return level
}

export function countOption(value: string): number {
  const count = Number(value)
  if (Number.isInteger(count) && count > 0) return count
  throw new InvalidArgumentError('It is a whole number above 0.')
}
