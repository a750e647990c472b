import { expect, test } from 'vitest'
import { isBranchName, isRepositoryName } from './hub-names.js'

test.each(['me/better', 'me/Qwen2.5-0.5B_sft', 'a/b', `me/${'x'.repeat(93)}`])(
  '%s is a repository',
  (name) => {
    expect(isRepositoryName(name)).toBe(true)
  },
)

test.each([
  ...[
    '../x',
    'a/..',
    'a/.',
    'a/-b',
    'a/b-',
    'a/b.',
    '.a/b',
    'a/b--c',
    'a/b..c',
    'a/b.git',
    'a',
    'a/b/c',
    '/b',
    'a/',
  ],
  ...['a/b c', 'a/ü', 'a/b\n', `me/${'x'.repeat(94)}`, ''],
])('%j is none', (name) => {
  expect(isRepositoryName(name)).toBe(false)
})

test.each(['main', 'v2', 'v1.0-rc_1', 'refs/pr/1'])('%s is a branch', (name) => {
  expect(isBranchName(name)).toBe(true)
})

test.each([
  ...[
    '../../x',
    'a/../b',
    'a..b',
    '.a',
    '-a',
    'a/',
    '/a',
    'a//b',
    'a.lock',
    'a.',
    'a b',
    'a\\b',
    'a?b',
    'a~1',
    '',
  ],
  ...['a\n', 'x'.repeat(201)],
])('%j is none, as git has it', (name) => {
  expect(isBranchName(name)).toBe(false)
})
