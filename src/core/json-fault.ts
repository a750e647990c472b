/**
 * Where a text stops being JSON, and why. The parser's own message often names no place, and never a line; this one is
 * asked only when the parser has refused.
 */
import { codePointName } from './unseen.js'

export interface JsonFault {
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
  /** `NaN is no JSON value` */
  problem: string
}

/** Null when the text is JSON. Nesting of any depth takes no stack. */
export function jsonFault(text: string): JsonFault | null {
  const found = firstFault(text)
  if (found === null) return null
  const before = text.slice(0, found.at).split(/\r\n|\n|\r/)
  return { line: before.length, column: before.at(-1)!.length + 1, problem: found.problem }
}

interface Fault {
  at: number
  problem: string
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ',' | 'end'

function firstFault(text: string): Fault | null {
  const open: string[] = []
  let expected: Expected = 'value'
  let at = skipped(blank, text, 0)
  while (at < text.length) {
    const mark = text[at]!
    const after: Step = step({ text, at, mark, expected, open })
    if ('problem' in after) return after
    expected = after.expected
    at = skipped(blank, text, after.at)
  }
  if (expected === 'end') return null
  return { at, problem: at === 0 ? 'there is nothing' : 'it ends too early' }
}

type Step = Fault | { at: number; expected: Expected }

function step({
  text,
  at,
  mark,
  expected,
  open,
}: {
  text: string
  at: number
  mark: string
  expected: Expected
  open: string[]
}): Step {
  const afterValue = () => (open.length === 0 ? 'end' : ',')
  const fault = (problem: string) => ({ at, problem })
  if (expected === 'end') return fault(`${shown(text, at)} after the end of the value`)
  if (expected === ':') return mark === ':' ? { at: at + 1, expected: 'value' } : fault('a colon is missing')
  if (mark === open.at(-1)) {
    if (expected === 'value' || expected === 'key') {
      return fault(
        text.slice(0, at).trimEnd().endsWith(',') ? `a comma stands before ${mark}` : 'a value is missing',
      )
    }
    open.pop()
    return { at: at + 1, expected: afterValue() }
  }
  if (expected === ',') {
    if (mark !== ',') return fault(`a comma or ${open.at(-1)} is missing before ${shown(text, at)}`)
    return { at: at + 1, expected: open.at(-1) === '}' ? 'key' : 'value' }
  }
  if (mark === '"') {
    const end = stringEnd(text, at + 1)
    if (typeof end !== 'number') return end
    return { at: end, expected: expected.startsWith('key') ? ':' : afterValue() }
  }
  if (mark === "'") return fault('texts stand in double quotes')
  if (expected.startsWith('key')) return fault(`a key in double quotes is missing before ${shown(text, at)}`)
  if (mark === '{' || mark === '[') {
    open.push(mark === '{' ? '}' : ']')
    return { at: at + 1, expected: mark === '{' ? 'key or }' : 'value or ]' }
  }
  const end = skipped(scalar, text, at)
  return end > at ? { at: end, expected: afterValue() } : fault(`${shown(text, at)} is no JSON value`)
}

/** Behind the closing quote. */
function stringEnd(text: string, start: number): number | Fault {
  for (let at = start; ; ) {
    at = skipped(plain, text, at)
    const mark = text[at]
    if (mark === undefined) return { at, problem: 'it ends within a text' }
    if (mark === '"') return at + 1
    const end = skipped(escaped, text, at)
    if (end > at) at = end
    else if (mark === '\\') return { at, problem: 'a backslash that escapes nothing' }
    else return { at, problem: `${named(mark)} within a text is to be written as an escape` }
  }
}

const blank = /[ \t\n\r]*/y
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])|/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them within a text.
const plain = /[^"\\\u0000-\u001f]*/y
const escaped = /(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

function skipped(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.test(text)
  return pattern.lastIndex
}

/** The word that stands there, or its first character. */
function shown(text: string, at: number): string {
  const word = /^[\w.+-]+/.exec(text.slice(at, at + 20))?.[0]
  return word ?? named(text[at]!)
}

function named(mark: string): string {
  if (mark === '\t') return 'a tab'
  if (mark === '\n' || mark === '\r') return 'a line end'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these can't be shown.
  if (!/[\u0000-\u0020\u007f-\u00a0\u2028-\u202e\ufeff\p{Cs}]/u.test(mark)) return mark
  return codePointName(mark)
}
