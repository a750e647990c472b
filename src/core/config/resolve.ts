/**
 * From what a person wrote to what the program uses. Strongest first:
 * flags and `--set` (in the order given) > `LATTICE_*` > the file > the models' presets > the schema's defaults.
 */

import type { z } from 'zod'
import { contradictions } from './consistency.js'
import { type Draft, draftOf, fill, isSection, type Key, lay, originNear, type Section } from './draft.js'
import { problemsFrom } from './issues.js'
import { fillDependent, fillFromPresets, layOverlays } from './layers.js'
import type { ModelSettings } from './models.js'
import type { Overlay } from './overlay.js'
import { type Problem, problemsError } from './problem.js'
import { refuseSecrets } from './refuse-secrets.js'
import { type Config, configSchema, shippedConstitution } from './schema.js'

export interface ConfigSources {
  /** What the file holds; `{}` without one. */
  input: Section
  /** From weak to strong, all above the environment. */
  overlays?: readonly Overlay[]
  environment?: Readonly<Record<string, string | undefined>>
  /** What to call the place of a key of the file, as `lattice.yaml:3:5`; the root is the file. */
  locate?: (key: Key) => string
  /** Makes a path absolute; one of the file or of a default starts from the file, one of a flag from where lattice runs. */
  resolvePath?: (path: string, from: 'file' | 'here') => string
  /** What of a text nobody may see, in words; null when there is nothing. */
  secretIn?: (text: string) => string | null
}

export interface ResolvedConfig {
  config: Config
  /** Dotted key of every value → where it came from. */
  sources: Record<string, string>
}

/** @throws ConfigError that names every problem at once. */
export function resolveConfig(from: ConfigSources): ResolvedConfig {
  const {
    input,
    overlays = [],
    environment = {},
    locate = () => 'config',
    resolvePath = (path) => path,
    secretIn = () => null,
  } = from
  const draft = draftOf(input, locate)
  const ofFile = new Set(draft.origins.values()).add(byDefault)
  const problems = layOverlays(draft, environment, overlays)
  refuseSecrets(draft, secretIn, place(draft, locate))
  fillFromPresets(draft)
  fillDependent(draft)
  const parsed = configSchema.safeParse(draft.value)
  problems.push(
    ...(parsed.success ? contradictions(parsed.data) : allProblems(parsed.error.issues, draft.value)),
  )
  if (!parsed.success || problems.length > 0) throw problemsError(problems, place(draft, locate))
  const originOf = (key: string) => draft.origins.get(key) ?? byDefault
  const config = mapPaths(parsed.data, (path, key) =>
    resolvePath(path, ofFile.has(originOf(key)) ? 'file' : 'here'),
  )
  return { config, sources: Object.fromEntries(leafKeys(config).map((key) => [key, originOf(key)])) }
}

/** What the source of a value is called that nobody gave. */
const byDefault = 'default'

/** Also the contradictions between those sections that are right by themselves. */
function allProblems(issues: readonly z.core.$ZodIssue[], value: Section): Problem[] {
  const problems = problemsFrom(issues, value)
  const wrong = new Set(problems.map(({ key }) => key.slice(0, 2).join('.')))
  const parsed = configSchema.safeParse(without(value, problems))
  if (!parsed.success) return problems
  const rest = contradictions(parsed.data)
  return [...problems, ...rest.filter(({ key }) => !wrong.has(key.slice(0, 2).join('.')))]
}

function without(value: Section, problems: readonly Problem[]): Section {
  const rest = { value: structuredClone(value), origins: new Map<string, string>() }
  for (const { key } of problems) {
    // One wrong entry takes its whole list along.
    const index = key.findIndex((name) => typeof name === 'number')
    lay(rest, (index < 0 ? key : key.slice(0, index)).map(String), null, '')
  }
  // The one key that has no default; what stands there matters to no contradiction.
  fill(rest, ['data', 'prompts'], ['-'], '')
  return rest.value
}

function place(draft: Draft, locate: (key: Key) => string): (key: Key) => string {
  return (key) => {
    const origin = originNear(draft, key)
    return origin === undefined || origin === byDefault ? locate([]) : origin
  }
}

function mapPaths(config: Config, absolute: (path: string, key: string) => string): Config {
  const { generator, critic, judge } = config.models
  const folder = (model: ModelSettings, role: string): ModelSettings =>
    isFolder(model.id) ? { ...model, id: absolute(model.id, `models.${role}.id`) } : model
  const list = (paths: string[], key: string) => paths.map((path) => absolute(path, key))
  const { prompts, answers, evaluation } = config.data
  return {
    ...config,
    outputs: absolute(config.outputs, 'outputs'),
    redact: { ...config.redact, key_file: absolute(config.redact.key_file, 'redact.key_file') },
    constitution:
      config.constitution === shippedConstitution
        ? shippedConstitution
        : absolute(config.constitution, 'constitution'),
    models: {
      generator: folder(generator, 'generator'),
      critic: critic === 'rules' ? critic : folder(critic, 'critic'),
      judge: judge === 'rules' ? judge : folder(judge, 'judge'),
    },
    data: {
      ...config.data,
      prompts: list(prompts, 'data.prompts'),
      ...(answers && { answers: { ...answers, files: list(answers.files, 'data.answers.files') } }),
      ...(evaluation && { evaluation: list(evaluation, 'data.evaluation') }),
    },
  }
}

/** `./x`, `../x` and `/x` are folders; `owner/name` is a name on the Hub. */
function isFolder(id: string): boolean {
  return /^(\.{1,2}|~)?[/\\]/.test(id)
}

function leafKeys(value: unknown, key = ''): string[] {
  if (!isSection(value)) return value === undefined ? [] : [key]
  return Object.entries(value).flatMap(([name, member]) => leafKeys(member, key ? `${key}.${name}` : name))
}
