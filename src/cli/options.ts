/** Options that commands share. Each command takes those that mean something to it. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ProgressMode, progressModes } from './terminal/progress.js'

export interface ConfigOptions {
  config?: string
  set?: string[]
  seed?: string
  offline?: boolean
}

export interface OutputOptions {
  json?: boolean
  quiet?: boolean
  verbosity: 0 | 1 | 2 | 3
  progress: ProgressMode
}

export interface RunOptions {
  run?: string
}

export interface LimitOptions {
  limit?: string
}

export interface DryRunOptions {
  dryRun?: boolean
}

/** `-c`, `--set`, `--seed`, `--offline`: what decides the config. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'config file (default: lattice.yaml here or above)')
    .option('--set <key=value>', 'set one key of the config; may be repeated', collect)
    .option('--seed <number>', 'root of every random choice')
    .option('--offline', 'use no network; only what is already on this machine')
}

/** `--json`, `-q`, `-v`, `--progress`: what is printed. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON document')
    .option('-q, --quiet', 'print nothing but the result')
    .option('-v, --verbosity <level>', 'how much of prompts and answers is shown, 0 to 3', verbosity, 0)
    .addOption(
      new Option('--progress <mode>', 'how progress is shown').choices(progressModes).default('auto'),
    )
}

/** `--run`: which run a stage command acts on. */
export function addRunOption(command: Command): Command {
  return command.option('--run <run>', 'id, number or @alias of a run (default: the latest)')
}

export function addLimitOption(command: Command): Command {
  return command.option('--limit <number>', 'use only this many prompts')
}

export function addDryRunOption(command: Command): Command {
  return command.option('--dry-run', 'say what would be done and why, and do nothing')
}

/** What `createProgress` needs to know. */
export function progressMode({ quiet, progress }: Pick<OutputOptions, 'quiet' | 'progress'>): ProgressMode {
  return quiet ? 'none' : progress
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

function verbosity(value: string): OutputOptions['verbosity'] {
  if (!['0', '1', '2', '3'].includes(value)) throw new InvalidArgumentError('It is 0, 1, 2 or 3.')
  return Number(value) as OutputOptions['verbosity']
}
