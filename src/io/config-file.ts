/** Finds and reads lattice.yaml, and resolves it with everything that stands above it. */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { isSection, type Section } from '../core/config/draft.js'
import type { Overlay } from '../core/config/overlay.js'
import { type ResolvedConfig, resolveConfig } from '../core/config/resolve.js'
import { defaultOutputs, shippedConstitution } from '../core/config/schema.js'
import { nearest } from '../core/config/suggest.js'
import { ConfigError } from '../core/errors.js'
import { packageFile } from './package-file.js'
import { secretKeeper } from './secrets.js'
import { readYaml } from './yaml.js'

export const configFileName = 'lattice.yaml'

export interface ConfigRequest {
  /** The file that `-c` names; without it lattice.yaml is looked for. */
  file?: string | undefined
  /** From weak to strong. */
  overlays?: readonly Overlay[]
  environment?: Readonly<Record<string, string | undefined>>
  /** Where lattice runs. */
  directory?: string
}

export interface LoadedConfig extends ResolvedConfig {
  /** Absolute path; undefined when flags named the prompts and no file was needed. */
  file: string | undefined
}

/** The resolved config with absolute paths. @throws ConfigError that names every problem at once. */
export function loadConfig({
  file,
  overlays = [],
  environment = process.env,
  directory = process.cwd(),
}: ConfigRequest): LoadedConfig {
  const found = file === undefined ? findConfigFile(directory) : resolve(directory, file)
  if (found === undefined) refuseWithoutPrompts(overlays, environment)
  const { config, sources } = resolveConfig({
    ...(found === undefined ? { input: {} } : readConfig(found, directory)),
    overlays,
    environment,
    secretIn: (text) => secretKeeper().secretIn(text),
    resolvePath: (path, from) =>
      resolve(from === 'file' && found ? dirname(found) : directory, path.replace(/^~(?=[/\\])/, homedir())),
  })
  if (config.constitution === shippedConstitution)
    config.constitution = packageFile('prompts/constitution.yaml')
  return { config, sources, file: found }
}

/** lattice.yaml here or in a folder above, up to the home folder, or up to the root from outside of it. */
export function findConfigFile(directory: string, home = homedir()): string | undefined {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const path = join(folder, configFileName)
    if (existsSync(path)) return path
    if (folder === home || folder === dirname(folder)) return undefined
  }
}

/** The outputs folder where no config can be read to name one: beside the file that is there all the same, else here. */
export function outputsWithoutConfig(
  directory = process.cwd(),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = environment.LATTICE_OUTPUTS
  if (named) return resolve(directory, named)
  return resolve(dirname(findConfigFile(directory) ?? join(directory, configFileName)), defaultOutputs)
}

function readConfig(
  path: string,
  directory: string,
): Pick<Parameters<typeof resolveConfig>[0], 'input' | 'locate'> {
  const shown = shortest(path, directory)
  if (!existsSync(path)) {
    throw new ConfigError(`There is no config file ${shown}.`, {
      hint: besides(path, directory) ?? 'lattice init writes one to start from.',
    })
  }
  const { value, locate } = readYaml(path, shown)
  if (value !== null && !isSection(value))
    throw new ConfigError(`${shown} holds no settings, but ${kindOf(value)}.`)
  return { input: (value ?? {}) as Section, locate }
}

/** The file of the same name with the other ending of YAML, or one whose name is near. */
function besides(path: string, directory: string): string | undefined {
  const folder = dirname(path)
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : []
  const meant = nearest(basename(path), files)
  return meant && `Did you mean ${shortest(join(folder, meant), directory)}?`
}

function shortest(path: string, directory: string): string {
  const near = relative(directory, path)
  return near !== '' && near.length < path.length ? near : path
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

function refuseWithoutPrompts(
  overlays: readonly Overlay[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const named = ['data.prompts', 'data.answers.files']
  if (environment.LATTICE_DATA_PROMPTS || environment.LATTICE_DATA_ANSWERS_FILES) return
  if (overlays.some(({ key }) => named.includes(key))) return
  throw new ConfigError(`There is no ${configFileName} in this folder or above it.`, {
    hint: 'lattice init writes one to start from; -c names one elsewhere.',
  })
}
