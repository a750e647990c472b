import fc from 'fast-check'
import { expect, test } from 'vitest'
import { identifierTypes } from './identifier.js'
import { findInJson, redactValue } from './json.js'
import { redactorWith, replaced } from './redact.js'

const redactor = redactorWith({ types: identifierTypes, key: 'a key' })
const redacted = (json: string) => replaced(json, findInJson(json, redactor, 'test'))
const mail = redactor.redact('ann@example.com', 'test')
const card = redactor.redact('4111111111111111', 'test')

test.each([
  [
    '{"a": "to ann@example.com",  "n": 1.0, "big": 12345678901234567890}',
    `{"a": "to ${mail}",  "n": 1.0, "big": 12345678901234567890}`,
  ],
  ['["\\u0061nn@example.com\\n", "\\"4111111111111111\\""]', `["${mail}\\n", "\\"${card}\\""]`],
  ['{"ann@example.com": {"x": []}}', `{"${mail}": {"x": []}}`],
  ['{"back\\\\": "ann@example.com\\\\"}', `{"back\\\\": "${mail}\\\\"}`],
])('%s', (json, expected) => {
  expect(redacted(json)).toBe(expected)
  expect(() => JSON.parse(redacted(json))).not.toThrow()
})

test('the key of a value is the word before it', () => {
  expect(redacted('{"phone": "612345678", "count": "612345678"}')).toMatch(
    /^\{"phone": "\[PHONE_[0-9a-f]{8}\]", "count": "612345678"\}$/,
  )
  expect(redacted('{"ssn": ["536228726"]}')).toContain('[SSN_')
  expect(redacted('{"db_password": "Tr0ub4dor3xyz"}')).toContain('[SECRET_')
})

test('a value and its JSON are redacted alike, and the JSON stays valid', () => {
  const leaf = fc.oneof(
    fc.constantFrom('ann@example.com', 'x 4111111111111111 "y"\n', 'none'),
    fc.string(),
    fc.integer(),
  )
  const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(leaf, fc.array(leaf)))
  fc.assert(
    fc.property(values, (value) => {
      expect(JSON.parse(redacted(JSON.stringify(value)))).toEqual(redactValue(value, redactor, 'test'))
    }),
  )
})
