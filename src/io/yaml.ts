/**
 * YAML as data, with the place of each key. Aliases are counted, keys are unique, and there are no tags, so that a file
 * from elsewhere can't surprise.
 */
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { type Document, isCollection, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type { Key } from '../core/config/draft.js'
import { ConfigError } from '../core/errors.js'
import { isUtf16, utf16Hint } from './files/bytes.js'
import { requireReadable } from './files/readable.js'
import { badLine } from './files/text-chunks.js'
import { oddities } from './yaml-oddities.js'

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

function parseYaml(text: string, shown: string): YamlFile {
  const lines = new LineCounter()
  // The line ends of old Macs are YAML, but unknown to the library; its check of keys takes seconds for thousands.
  const document = parseDocument(text.replaceAll(/\r(?!\n)/g, '\n'), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  })
  const mistakes = [
    ...document.errors.map(({ code, pos: [offset], message }) => ({
      offset,
      message: inWords[code] ?? message,
    })),
    ...oddities(document),
  ]
  if (mistakes.length > 0) {
    const places = mistakes
      .slice(0, 20)
      .map(({ offset, message }) => `${place(shown, lines, offset)}  ${message}`)
    const rest = mistakes.length > 20 ? [`… and ${mistakes.length - 20} more`] : []
    throw new ConfigError(`${shown} is not good YAML:\n${[...places, ...rest].join('\n')}`)
  }
  const value = plainValue(document, shown)
  return { value, locate: (key) => (key.length === 0 ? shown : place(shown, lines, offsetOf(document, key))) }
}

const inWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document starts here, and one is read',
  RESOURCE_EXHAUSTION: 'it nests too deep from here on',
}

function contentOf(path: string, shown: string): string {
  const { size } = requireReadable(path, { shown, Failure: ConfigError, missingHint })
  if (size > mostBytes) throw tooLarge(shown, size)
  const bytes = readFileSync(path)
  if (bytes.length > mostBytes) throw tooLarge(shown, bytes.length)
  if (isUtf16(bytes.subarray(0, 16)))
    throw new ConfigError(`${shown}: UTF-16, not UTF-8.`, { hint: utf16Hint })
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new ConfigError(`${shown}:${badLine(bytes)}: not UTF-8.`, { hint: 'Save the file as UTF-8.' })
}

const tooLarge = (shown: string, size: number) =>
  new ConfigError(`${shown} has ${size} bytes; a file of this kind has at most ${mostBytes}.`)

/** The library counts what aliases grow to and throws, which stops "billion laughs". */
function plainValue(document: Document, shown: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases })
  } catch (cause) {
    if (cause instanceof ReferenceError)
      throw new ConfigError(`${shown}: ${aliasTrouble(cause.message)}.`, { cause })
    throw cause
  }
}

const aliasTrouble = (message: string) =>
  message.startsWith('Excessive') ? `its aliases (*name) grow to more than ${mostAliases} copies` : message

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
