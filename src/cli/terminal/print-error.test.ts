import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { ConfigError, PrerequisiteError } from '../../core/errors.js'
import { coloursFor } from './colours.js'
import { printError } from './print-error.js'

function print(error: unknown, json = false) {
  const text = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') => ({
    write(chunk: string | Uint8Array) {
      text[name] += chunk
      return true
    },
  })
  const code = printError(error, json, { stdout: stream('stdout'), stderr: stream('stderr') })
  return { code, ...text, stderr: stripVTControlCharacters(text.stderr) }
}

test('an error for a person has a message, a hint, no stack, and its exit code', () => {
  const { code, stdout, stderr } = print(
    new PrerequisiteError('No environment.', { hint: 'lattice env setup' }),
  )
  expect(stderr).toBe('✗ No environment.\n  → lattice env setup\n')
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('with --json a program reads the same on stdout', () => {
  const { stdout, stderr } = print(new ConfigError('Wrong.', { hint: 'Right.' }), true)
  expect(JSON.parse(stdout)).toEqual({ error: { message: 'Wrong.', hint: 'Right.', exitCode: 2 } })
  expect(stderr).toContain('✗ Wrong.')
})

test('on a terminal a long hint is broken at a blank, under its own start', () => {
  let said = ''
  const write = (chunk: string | Uint8Array) => {
    said += chunk
    return true
  }
  const hint = 'First do this, then do that, and then do the other'
  printError(new ConfigError('Wrong.', { hint }), false, {
    stdout: { write },
    stderr: { write, isTTY: true, columns: 40 },
  })
  expect(stripVTControlCharacters(said)).toBe(
    '✗ Wrong.\n  → First do this, then do that, and\n    then do the other\n',
  )
})

test('a bug shows its stack and exits 1', () => {
  const { code, stderr } = print(new TypeError('x is undefined'))
  expect(code).toBe(1)
  expect(stderr).toMatch(/TypeError: x is undefined\n +at /)
  expect(stderr).toContain('This is a bug in lattice.')
})

test('text from a file in a message can not drive the terminal', () => {
  expect(print(new ConfigError('bad key \u001b[2J\u001b]0;x\u0007name')).stderr).toBe('✗ bad key name\n')
})

test('NO_COLOR takes colours away, unless it is empty', () => {
  expect(coloursFor('stderr', { NO_COLOR: '1' }).level).toBe(0)
  expect(coloursFor('stderr', { NO_COLOR: '' }).level).toBe(coloursFor('stderr', {}).level)
})
