/**
 * Writes datasets/redaction: identifiers in sentences, and what only looks like one, in a half to tune on and a half
 * that is held out. The grammars are those of the formats' own specifications and share no line with the detectors.
 * With --check nothing is written, and stale files exit 1.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { card, iban, ssn } from './redaction/accounts.mjs'
import { cardOf } from './redaction/card.mjs'
import { carrierFor, disguised } from './redaction/carriers.mjs'
import { email, phone } from './redaction/contacts.mjs'
import { handwritten } from './redaction/handwritten.mjs'
import { secret } from './redaction/keys.mjs'
import { lookalikes } from './redaction/lookalikes.mjs'
import { ipv4, ipv6, price, url } from './redaction/network.mjs'
import { randomFrom } from './redaction/random.mjs'

const grammars = { email, phone, card, iban, ssn, ipv4, ipv6, secret, url, price }
const perType = 500
const perLookalike = 24
const seeds = { tuning: 20261121, heldout: 77042 }

const folder = fileURLToPath(new URL('../datasets/redaction', import.meta.url))
const contents = Object.fromEntries(Object.keys(seeds).map((half) => [`${half}.jsonl`, jsonl(rowsOf(half))]))
const files = { ...contents, 'README.md': cardOf(contents, sha256) }
const stale = Object.entries(files).filter(([name, content]) => current(name) !== content)
if (process.argv.includes('--check')) {
  for (const [name] of stale)
    console.error(`datasets/redaction/${name} is stale. Run: node scripts/redaction-corpus.mjs`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of stale) writeFileSync(join(folder, name), content)
}

function rowsOf(half) {
  const random = randomFrom(seeds[half])
  const written = handwritten.filter((_, index) => (index % 2 === 0) === (half === 'tuning'))
  return [
    ...written.map(({ text, spans }) => ({ kind: 'by hand', text, spans })),
    ...Object.keys(grammars).flatMap((type) =>
      Array.from({ length: perType }, () => positive(type, half, random)),
    ),
    ...Object.entries(lookalikes).flatMap(([kind, text]) =>
      Array.from({ length: perLookalike }, () => ({ kind, text: text(random), spans: [] })),
    ),
  ]
}

function positive(type, half, random) {
  const { value, carrier, front = '', back = '' } = grammars[type](random, half)
  const { value: shown, trick } = disguised({ value, type, half, random })
  const [before, after] = carrierFor({ type, carrier, half, random }).split('@@')
  const start = before.length + front.length
  return {
    kind: trick === null ? type : `${type}, ${trick}`,
    text: before + front + shown + back + after,
    spans: [[type, start, start + shown.length]],
  }
}

function jsonl(rows) {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex')
}

function current(name) {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
