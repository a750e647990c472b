import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addConfigOptions } from './options.js'
import { overlaysOf } from './overlays.js'

function overlays(...argv: string[]) {
  const command = addConfigOptions(new Command())
    .option('--limit <n>', 'prompts')
    .option('--max-new-tokens <n>', 'tokens')
    .option('--policy <name>', 'policy', 'best')
  command.parse(argv, { from: 'user' })
  return overlaysOf(command, {
    maxNewTokens: 'generate.max_new_tokens',
    policy: 'select.dpo.policy',
    limit: ['generate.limit', 'eval.limit'],
  })
}

test('nothing given lays nothing over, also where an option has a default', () => {
  expect(overlays()).toEqual([])
})

test('flags come after --set, so that they win, and are named as they were typed', () => {
  expect(
    overlays('--max-new-tokens', '7', '--set', 'generate.n=3', '--set', 'seed=1', '--seed', '2'),
  ).toEqual([
    { key: 'generate.n', value: 3, source: '--set generate.n' },
    { key: 'seed', value: 1, source: '--set seed' },
    { key: 'seed', value: 2, source: '--seed' },
    { key: 'generate.max_new_tokens', value: 7, source: '--max-new-tokens' },
  ])
})

test('one option may set several keys, and a value that is no number is left for the config to refuse', () => {
  expect(overlays('--limit', 'few')).toEqual([
    { key: 'generate.limit', value: 'few', source: '--limit' },
    { key: 'eval.limit', value: 'few', source: '--limit' },
  ])
})
