import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Captured, captured } from './fixtures/captured.js'
import { commands, programFor, runProgram } from './program.js'

let printed: Captured

beforeEach(() => {
  printed = captured()
})

afterEach(() => {
  vi.restoreAllMocks()
})

test.each([[], ['--help'], ['help']])(
  'lattice %s lists every command on stdout and exits 0',
  async (...argv) => {
    expect(await runProgram(argv)).toBe(0)
    for (const { name, summary } of commands) {
      expect(printed.stdout).toContain(name)
      expect(printed.stdout.replaceAll(/\s+/g, ' ')).toContain(summary)
    }
    expect(printed.stderr).toBe('')
  },
)

test('help and --help explain a command', async () => {
  expect(await runProgram(['help', 'config', 'show'])).toBe(0)
  const explained = printed.stdout
  printed.stdout = ''
  expect(await runProgram(['config', 'show', '--help'])).toBe(0)
  expect(explained).toBe(printed.stdout)
  expect(explained).toContain('--sources')
})

test('--version prints the version of the package', async () => {
  expect(await runProgram(['--version'])).toBe(0)
  expect(printed.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('a refused choice ends in one full stop', async () => {
  expect(await runProgram(['critique', '--policy', 'foo'])).toBe(2)
  expect(printed.stderr).toContain('Allowed choices are best, margin, diverse.\n')
})

test.each([
  [['confg'], "Unknown command 'confg'.", 'Did you mean config?'],
  [['blorb'], "Unknown command 'blorb'.", 'lattice --help explains.'],
  [['config', 'shwo'], "Unknown command 'shwo'.", 'Did you mean show?'],
  [['config', 'show', '--sorces'], "Unknown option '--sorces'.", 'Did you mean --sources?'],
  [
    ['config', 'schema', '--field'],
    "Option '--field <key>' argument missing.",
    'lattice config schema --help explains.',
  ],
  [
    ['config', 'schema', 'x'],
    "Too many arguments for 'schema'. Expected 0 arguments but got 1.",
    'lattice config schema --help explains.',
  ],
  [['train', 'sft', '--lr', '1'], "Unknown option '--lr'.", 'Did you mean --learning-rate?'],
  [['train', 'dpo', '--batch', '3'], "Unknown option '--batch'.", 'Did you mean --batch-size?'],
  [['train', 'sft', '--zzz'], "Unknown option '--zzz'.", 'lattice train sft --help explains.'],
  [['generate', '--max-tokens', '3'], "Unknown option '--max-tokens'.", 'Did you mean --max-new-tokens?'],
  [['runs', 'compare'], "Missing required argument 'first'.", 'lattice runs compare --help explains.'],
  [['logs', 'show', '--lvel', '3'], "Unknown option '--lvel'.", 'Did you mean --level?'],
  [['report', '--run', '1'], "Unknown option '--run'.", 'Here the run stands alone: lattice report latest.'],
  [
    ['logs', 'show', '--run', '1'],
    "Unknown option '--run'.",
    'Here the run stands alone: lattice logs show latest.',
  ],
  [['config'], 'A subcommand is missing.', 'lattice config --help explains.'],
  [['--sources'], "Unknown option '--sources'.", 'lattice --help explains.'],
])('%j is a usage error with a way out', async (argv, message, hint) => {
  expect(await runProgram(argv)).toBe(2)
  expect(printed.stderr).toContain(`✗ ${message}`)
  expect(printed.stderr).toContain(`→ ${hint}`)
  expect(printed.stdout).toBe('')
})

test('with --json an error is told on stdout too', async () => {
  expect(await runProgram(['config', 'schema', '--field', 'nothing', '--json'])).toBe(2)
  expect(JSON.parse(printed.stdout)).toMatchObject({ error: { exitCode: 2 } })
})

test.each(commands.map(({ name }) => name))(
  'every option and argument of lattice %s is explained',
  async (name) => {
    const program = await programFor([name])
    const all = [program.commands.find((command) => command.name() === name)!]
    for (const command of all) {
      all.push(...command.commands)
      expect(command.description(), command.name()).not.toBe('')
      for (const option of command.options) expect(option.description, `${name} ${option.flags}`).not.toBe('')
      for (const argument of command.registeredArguments)
        expect(argument.description, `${name} ${argument.name()}`).not.toBe('')
    }
  },
)

test('starting up loads commander and nothing else from outside', () => {
  const packages = new Set<string>()
  const files = reachable(fileURLToPath(new URL('../main.ts', import.meta.url)), packages)
  expect([...packages]).toEqual(['commander'])
  expect(files.size).toBeLessThan(8)
})

/** Static imports only: what is behind `import()` or `import type` isn't loaded at the start. */
function reachable(file: string, packages: Set<string>, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  for (const [, specifier] of source.matchAll(/^(?:import|export) (?!type )(?:[^'";]*? from )?'([^']+)'/gm)) {
    if (specifier!.startsWith('node:')) continue
    const target = join(dirname(file), specifier!.replace(/\.js$/, '.ts'))
    if (specifier!.startsWith('.') && existsSync(target)) reachable(target, packages, seen)
    else packages.add(specifier!)
  }
  return seen
}
