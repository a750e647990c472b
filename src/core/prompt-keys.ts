/**
 * Keys of a prompt row that look like a known one misspelt. Other columns are anybody's own, so this is a warning and
 * never an error, and it stays silent where the row has the known key too.
 */
import { nearest } from './config/suggest.js'

export interface MistypedKey {
  key: string
  meant: string
  /** rows that have it */
  rows: number
  /** `file:line` of the first of them */
  where: string
}

/** Of which a row needs one, and which therefore are no guess in a row that has one. */
const contentKeys = ['prompt', 'messages', 'text']
const classKeys = ['class', 'kind']
const others = ['expected', 'group', 'source']

/** The key that each unknown key of a row most likely meant: within two letters, and `id` only by its case. */
export function mistypedKeys(row: unknown): { key: string; meant: string }[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return []
  const given = Object.entries(row).flatMap(([key, value]) => (value === null ? [] : [key]))
  const missing = [contentKeys, classKeys, ...others.map((key) => [key])]
    .filter((group) => !group.some((key) => given.includes(key)))
    .flat()
  const known = new Set([...contentKeys, ...classKeys, ...others, 'id'])
  return given.flatMap((key) => {
    if (known.has(key)) return []
    const sure = key.toLowerCase() === 'id' && !given.includes('id') ? 'id' : undefined
    const meant = sure ?? nearest(key, missing, key.length > 3 ? 2 : 1)
    return meant === undefined ? [] : [{ key, meant }]
  })
}

/** `prompts.jsonl:3: \`clas\` is no key of a prompt row, did you mean \`class\`? (12 rows)` */
export function mistypedText({ key, meant, rows, where }: MistypedKey): string {
  return `${where}: \`${key}\` is no key of a prompt row and is not read; did you mean \`${meant}\`? (${rows} ${rows === 1 ? 'row' : 'rows'})`
}
