/**
 * YAML as data, with the place of each key. Aliases are counted, keys are unique, and no tag makes anything but plain
 * values, so that a file from elsewhere can't surprise.
 */
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { type Document, isCollection, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type { Key } from '../core/config/draft.js'
import { ConfigError } from '../core/errors.js'
import { requireReadable } from './files/readable.js'

const mostBytes = 1024 ** 2
const mostAliases = 100

const missingHint = 'A path in a config counts from the folder of that config.'

export interface YamlFile {
  value: unknown
  /** `file:line:column` of a key or of an entry of a list; of what is nearest above it when it isn't there. */
  locate(key: Key): string
}

/** @param shown how errors call the file. @throws ConfigError with every mistake in the YAML at once. */
export function readYaml(path: string, shown: string): YamlFile {
  return parseYaml(contentOf(path, shown), shown)
}

export function parseYaml(text: string, shown: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const mistakes = [...document.errors, ...document.warnings]
  if (mistakes.length > 0) {
    const places = mistakes.map(({ pos, message }) => `${place(shown, lines, pos[0])}  ${message}`)
    throw new ConfigError(`${shown} is not good YAML:\n${places.join('\n')}`)
  }
  const value = plainValue(document, shown)
  return { value, locate: (key) => (key.length === 0 ? shown : place(shown, lines, offsetOf(document, key))) }
}

function contentOf(path: string, shown: string): string {
  const { size } = requireReadable(path, { shown, Failure: ConfigError, missingHint })
  if (size > mostBytes) {
    throw new ConfigError(`${shown} has ${size} bytes; a file of this kind has at most ${mostBytes}.`)
  }
  const bytes = readFileSync(path)
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new ConfigError(`${shown}: not UTF-8.`, { hint: 'Save the file as UTF-8.' })
}

/** The library counts what aliases grow to and throws, which stops "billion laughs". */
function plainValue(document: Document, shown: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (cause) {
    if (cause instanceof ReferenceError) throw new ConfigError(`${shown}: ${cause.message}`, { cause })
    throw cause
  }
}

function place(shown: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${shown}:${line}:${col}`
}

function offsetOf(document: Document, key: Key): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const name of key) {
    if (!isCollection(node)) break
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === String(name)) : undefined
    const start = startOf(pair ? pair.key : node.get(name, true))
    if (start === undefined) break
    offset = start
    node = pair ? pair.value : node.get(name, true)
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
