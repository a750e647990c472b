/**
 * A config while it is put together: nested values, and for each key where its value came from.
 * Sources are laid over one another from weak to strong; what is asked for last has won.
 */
export type Key = readonly (string | number)[]

export interface Draft {
  value: Section
  /** Dotted key → what to call the place it came from: `lattice.yaml:3:5`, `--n`, `LATTICE_SEED`. */
  origins: Map<string, string>
}

export type Section = { [key: string]: unknown }

/** A draft of what a file holds. A key without a value (`null`) counts as left out. */
export function draftOf(input: Section, locate: (key: Key) => string): Draft {
  const origins = new Map<string, string>()
  const value = copy(input, [], (key) => origins.set(key.join('.'), locate(key)))
  return { value: value as Section, origins }
}

export function valueAt(draft: Draft, key: readonly string[]): unknown {
  let value: unknown = draft.value
  for (const name of key) value = isSection(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return value
}

/** Lays a value over what stands at its key; `null` takes away, so that the default holds again. */
export function lay(draft: Draft, key: readonly string[], value: unknown, origin: string): void {
  const name = key.at(-1)!
  const section = sectionFor(draft, key.slice(0, -1), origin)
  forget(draft, key)
  delete section[name]
  if (value === null || value === undefined) return
  define(section, name, value)
  draft.origins.set(key.join('.'), origin)
}

/** Lays a value only where nothing stands yet. */
export function fill(draft: Draft, key: readonly string[], value: unknown, origin: string): void {
  if (valueAt(draft, key) === undefined) lay(draft, key, value, origin)
}

/** Where a key, or the nearest section above it that somebody wrote, came from. */
export function originNear(draft: Draft, key: Key): string | undefined {
  for (let length = key.length; length >= 0; length--) {
    const origin = draft.origins.get(key.slice(0, length).join('.'))
    if (origin !== undefined) return origin
  }
  return undefined
}

export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function copy(value: unknown, key: Key, visit: (key: Key) => void): unknown {
  visit(key)
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...key, index], visit))
  if (!isSection(value)) return value
  const members: Section = {}
  for (const [name, member] of Object.entries(value)) {
    if (member !== null) define(members, name, copy(member, [...key, name], visit))
  }
  return members
}

function sectionFor(draft: Draft, key: readonly string[], origin: string): Section {
  let section = draft.value
  for (const [index, name] of key.entries()) {
    const path = key.slice(0, index + 1)
    if (!Object.hasOwn(section, name) || !isSection(section[name])) {
      forget(draft, path)
      define(section, name, {})
      draft.origins.set(path.join('.'), origin)
    }
    section = section[name] as Section
  }
  return section
}

function forget(draft: Draft, key: readonly string[]): void {
  const path = key.join('.')
  for (const known of draft.origins.keys()) {
    if (known === path || known.startsWith(`${path}.`)) draft.origins.delete(known)
  }
}

/** Plain assignment to a key named `__proto__` would change the object instead of adding to it. */
function define(section: Section, name: string, value: unknown): void {
  Object.defineProperty(section, name, { value, enumerable: true, writable: true, configurable: true })
}
