/** `lattice init`: a project to start from, written without a network. */
import { existsSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { ConfigError } from '../core/errors.js'
import { couldShow } from '../core/evaluation/planned.js'
import { presetMeant } from '../core/presets/presets.js'
import { isFolder } from '../engine/models.js'
import { promptsOfFiles } from '../engine/planned-prompts.js'
import { configFileName, loadConfig } from '../io/config-file.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { plannedText } from '../report/planned-text.js'
import { wrapped } from '../report/table.js'
import { gitignoreWith, starterFiles } from './starter.js'
import { printResult } from './terminal/result.js'

interface InitFlags {
  model: string
  force?: boolean
  json?: boolean
}

export function configure(command: Command): void {
  command
    .argument('[folder]', 'where; it is made when it is missing', '.')
    .option('--model <name>', 'generator: tiny, a name on the Hugging Face Hub, or a folder', 'tiny')
    .option('--force', 'overwrite files that are there')
    .option('--json', 'print JSON')
    .action(init)
}

async function init(folder: string, { model, force, json }: InitFlags): Promise<void> {
  refuseShortName(model)
  const root = resolve(folder)
  const files = starterFiles({ name: nameOf(root), model })
  const there = files.filter(({ path }) => existsSync(join(root, path))).map(({ path }) => path)
  if (there.length > 0 && !force) {
    throw new ConfigError(`These files are there already in ${root}: ${there.join(', ')}.`, {
      hint: 'Name another folder, or give --force to overwrite them.',
    })
  }
  const ignore = join(root, '.gitignore')
  for (const { path, content } of [...files, { path: '.gitignore', content: gitignoreWith(ignore) }]) {
    writeFileAtomic(join(root, path), content)
  }
  const written = [...files.map(({ path }) => path), '.gitignore']
  const { config } = loadConfig({ directory: root, environment: {} })
  const { splits } = await promptsOfFiles(config, null)
  const shows = couldShow(splits?.evaluation ?? 0)
  printResult(
    { folder: root, written, could_show: shows },
    () => `${nextSteps(root, written)}\n${wrapped(plannedText(shows), 80).join('\n')}\n`,
    { json },
  )
}

/** @throws ConfigError for a word that only resembles a model; any `owner/name` may be one of the Hub */
function refuseShortName(model: string): void {
  const meant = model.includes('/') || isFolder(model) ? undefined : presetMeant(model)
  if (meant === undefined) return
  throw new ConfigError(`--model ${model}: no model goes by this name.`, { hint: `Did you mean ${meant}?` })
}

/** A name that the config allows, from that of the folder. */
function nameOf(root: string): string {
  const name = basename(root)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
  return name === '' ? 'lattice' : name
}

function nextSteps(root: string, written: readonly string[]): string {
  const from = relative(process.cwd(), root)
  return [
    `Wrote ${written.join(', ')}${from ? ` in ${from}` : ''}.`,
    '',
    'Next:',
    ...(from ? [`  cd ${from}`] : []),
    '  lattice env setup        install the Python side, once',
    '  lattice run --dry-run    see what would be done, and why',
    '  lattice run              do it',
    '',
    `${configFileName} says which model, prompts and settings are used.`,
    'Where lattice is not on the PATH: npx lattice within its clone, or npm link there, once.',
    '',
  ].join('\n')
}
