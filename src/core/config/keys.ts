/** Every key that a config can have, with `<name>` where the name is free. Derived from the schema, never listed. */
import { configJsonSchema, forms, type JsonSchema, recordOf } from './json-schema.js'

export const freeName = '<name>'

/** `train.<name>.beta` and the like, sections and values both, in the order of the schema. */
export function configKeys(): readonly string[] {
  known ??= [...new Set(keysOf(configJsonSchema(), []))]
  return known
}

let known: readonly string[] | undefined

/** Names that may stand directly under a section; empty for a value. */
export function namesUnder(section: readonly string[]): string[] {
  return configKeys()
    .map((key) => key.split('.'))
    .filter((key) => key.length === section.length + 1 && startsWith(key, section))
    .map((key) => key.at(-1)!)
    .filter((name) => name !== freeName)
}

/** Keys whose last name is this one. */
export function keysNamed(name: string): string[] {
  return configKeys().filter((key) => key.split('.').at(-1) === name)
}

/** Every last name, for a guess at a key in the wrong place with a wrong spelling. */
export function allNames(): string[] {
  return configKeys()
    .map((key) => key.split('.').at(-1)!)
    .filter((name) => name !== freeName)
}

function keysOf(schema: JsonSchema, path: readonly string[]): string[] {
  return forms(schema).flatMap((form) => {
    const members = Object.entries(form.properties ?? {})
    const record = recordOf(form)
    if (record) members.push([freeName, record])
    return members.flatMap(([name, member]) => {
      const key = [...path, name]
      return [key.join('.'), ...keysOf(member, key)]
    })
  })
}

function startsWith(key: readonly string[], section: readonly string[]): boolean {
  return section.every((name, index) => key[index] === name || key[index] === freeName)
}
