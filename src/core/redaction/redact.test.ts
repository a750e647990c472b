import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifierTypes, type SpanType } from './identifier.js'
import { keyId, redactorWith } from './redact.js'

const every: SpanType[] = [...identifierTypes, 'price']
const redactor = redactorWith({ types: every, key: 'one key' })
const redacted = (text: string) => redactor.redact(text, 'test')

test('one value has one placeholder, however it is written; another key gives another', () => {
  const texts = ['Ann@Example.com', 'ann@example.com', 'ａｎｎ@example.com']
  expect(new Set(texts.map(redacted)).size).toBe(1)
  expect(redacted('ann@example.com')).toMatch(/^\[EMAIL_[0-9a-f]{8}\]$/)
  expect(redacted('4111 1111 1111 1111')).toBe(redacted('4111-1111-1111-1111'))
  expect(redacted('2001:DB8::1')).toBe(redacted('2001:db8:0:0:0:0:0:1'))
  expect(redacted('+1 212 555 0123')).toBe(redacted('(212) 555-0123'))
  expect(redacted('a@b.example')).not.toBe(redacted('c@b.example'))
  const other = redactorWith({ types: every, key: 'another key' })
  expect(other.redact('ann@example.com', 'test')).not.toBe(redacted('ann@example.com'))
  expect(keyId('one key')).not.toBe(keyId('another key'))
})

test('a price becomes its band', () => {
  expect(redacted('for $1,234.56 each')).toBe('for [PRICE 1000-2000 USD] each')
})

test('all but the identifiers stays, to the last unit', () => {
  const before = 'ﬁ\u200b Ａ\u0301 \ud800 '
  const after = ' \u00ad½ \u2013\r\n'
  const original = `${before}ann@example.com${after}`
  const text = redacted(original)
  expect(text.startsWith(before) && text.endsWith(after)).toBe(true)
  const place = { type: 'email', start: before.length, end: before.length + 15 }
  expect(redactor.find(original, 'test')).toMatchObject([place])
})

const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      'ann@example.com',
      '4111111111111111',
      '4111 1111 1111 1111',
      '536-22-8726',
      '+12125550123',
      '(212) 555-0123',
    ],
    ...[
      'SSN ',
      'call ',
      'password=',
      'Bearer ',
      '203.0.113.7',
      '2001:db8::1',
      'DE89370400440532013000',
      '$12',
    ],
    ...[
      'https://u:p@h.example/',
      'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      '020 7946 0958',
      '[EMAIL_3f9a1c20]',
    ],
    ...[
      '"',
      '@',
      ':',
      '.',
      '-',
      '/',
      '+',
      '(',
      ')',
      ' ',
      '\n',
      '[',
      ']',
      '_',
      '\u200b',
      '４',
      'a',
      '0',
      'Tr0ub4dor3xyz',
    ],
  ),
  fc.string({ maxLength: 3 }),
)
const composed = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''))

test('redacting what was redacted changes nothing', () => {
  fc.assert(
    fc.property(composed, (text) => {
      const once = redacted(text)
      expect(redacted(once)).toBe(once)
    }),
    { numRuns: 2000 },
  )
})

test('a failure shows nothing of the text', () => {
  const broken = redactorWith({ types: ['email', 'no such type' as SpanType], key: 'k' })
  expect(() => broken.redact('ann@example.com', 'rows.jsonl:7')).toThrow(/^rows\.jsonl:7: redaction failed/)
  try {
    broken.redact('ann@example.com', 'rows.jsonl:7')
  } catch (error) {
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('ann@')
    expect(error).toMatchObject({ exitCode: 1 })
  }
})

// How long they take is in scripts/bench/redaction.mjs, which reads the same shapes.
const shapes: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../scripts/redaction/shapes.json', import.meta.url), 'utf8'),
)

test.each(Object.entries(shapes))('%s without an end ends, and what is left holds nothing', (_, shape) => {
  const text = shape.repeat(Math.ceil(60_000 / shape.length))
  const once = redacted(text)
  expect(redacted(once)).toBe(once)
})
