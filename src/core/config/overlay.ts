/** What stands above the config file: environment variables, `--set a.b=c` and flags. */
import { ConfigError } from '../errors.js'
import { configJsonSchema, forms, type JsonSchema, schemasAt } from './json-schema.js'
import { configKeys, freeName } from './keys.js'
import type { Problem } from './problem.js'
import { nearest } from './suggest.js'

export interface Overlay {
  /** `generate.n`, `train.sft.learning_rate`. */
  key: string
  /** `null` takes the key away, so that the default holds again. */
  value: unknown
  /** What to call it in `config show --sources` and in errors: `--n`, `--set`, `LATTICE_SEED`. */
  source: string
}

/** The overlay that `--set key=value` means. @throws ConfigError when there is no `=`. */
export function overlayFromSet(text: string): Overlay {
  const equals = text.indexOf('=')
  const key = text.slice(0, equals).trim()
  if (equals < 0 || key === '') {
    throw new ConfigError(`--set ${text} has no key and value.`, {
      hint: 'Write it as --set generate.n=8; `lattice config schema` lists the keys.',
    })
  }
  return { key, value: typedValue(key, text.slice(equals + 1)), source: `--set ${key}` }
}

/**
 * Every `LATTICE_<SECTION>_<KEY>` in the environment. A variable that starts like a section of the config but is no
 * key of it is a problem, as in a file; other variables with that prefix belong to somebody else.
 */
export function overlaysFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  trainings: readonly string[],
): { overlays: Overlay[]; problems: Problem[] } {
  const keys = keysByVariable(trainings)
  const sections = [
    ...new Set(
      configKeys()
        .filter((key) => key.includes('.'))
        .map(firstName),
    ),
  ]
  const overlays: Overlay[] = []
  const problems: Problem[] = []
  for (const [name, text] of Object.entries(environment)) {
    const key = keys.get(name)
    if (text === undefined || text === '') continue
    if (key) overlays.push({ key, value: typedValue(key, text), source: name })
    else if (sections.some((section) => name.startsWith(`${variable(section)}_`))) {
      const meant = nearest(name, keys.keys())
      problems.push({ where: name, key: [], message: 'no such setting', ...(meant && { meant }) })
    }
  }
  return { overlays, problems }
}

/** Reads a text as the type that the key has, so that `--set name=7` is a text and `--set seed=7` a number. */
export function typedValue(key: string, text: string): unknown {
  return typed(schemasAt(configJsonSchema(), key.split('.')).flatMap(forms), text)
}

function typed(accepted: readonly JsonSchema[], text: string): unknown {
  const parsed = parseJson(text)
  if (parsed === null) return null
  if (parsed !== undefined && accepted.some((form) => allows(form, parsed))) return parsed
  if (accepted.some((form) => allows(form, text))) return text
  const list = accepted.find((form) => form.type === 'array')
  if (!list || Array.isArray(parsed)) return parsed ?? text
  // As in YAML, a list may stand in brackets without quotes.
  const items = text
    .trim()
    .replace(/^\[(.*)\]$/s, '$1')
    .split(',')
  return items.map((item) => typed(list.items ? forms(list.items) : [], item.trim()))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function allows(form: JsonSchema, value: unknown): boolean {
  if (form.const !== undefined) return form.const === value
  if (form.enum) return form.enum.includes(value)
  if (Array.isArray(value)) return form.type === 'array'
  return typeof value === (form.type === 'integer' ? 'number' : form.type)
}

function keysByVariable(trainings: readonly string[]): Map<string, string> {
  const schema = configJsonSchema()
  const keys = configKeys()
    .flatMap((key) => (key.includes(freeName) ? trainings.map((name) => key.replace(freeName, name)) : [key]))
    .filter((key) =>
      schemasAt(schema, key.split('.'))
        .flatMap(forms)
        .some((form) => form.type !== 'object'),
    )
  return new Map(keys.map((key) => [variable(key), key]))
}

function variable(key: string): string {
  return `LATTICE_${key.replaceAll(/[.-]/g, '_').toUpperCase()}`
}

function firstName(key: string): string {
  return key.split('.')[0]!
}
