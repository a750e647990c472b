import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from '../core/errors.js'
import { findConfigFile, loadConfig } from './config-file.js'
import { packageFile } from './package-file.js'

let directory: string

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'lattice-config-')))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

function write(name: string, text: string): string {
  const path = join(directory, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const load = (file?: string) => loadConfig({ file, directory, environment: {} })

test('a config is found here or further up, the nearest first and with or without git', () => {
  mkdirSync(join(directory, 'a/b/.git'), { recursive: true })
  expect(findConfigFile(join(directory, 'a/b'))).toBeUndefined()
  const far = write('lattice.yaml', '')
  expect(findConfigFile(join(directory, 'a/b'))).toBe(far)
  const near = write('a/b/lattice.yaml', '')
  expect(findConfigFile(join(directory, 'a/b'))).toBe(near)
})

test('the search ends in the home folder', () => {
  mkdirSync(join(directory, 'home/a'), { recursive: true })
  const home = join(directory, 'home')
  write('lattice.yaml', '')
  expect(findConfigFile(join(home, 'a'), home)).toBeUndefined()
  const inHome = write('home/lattice.yaml', '')
  expect(findConfigFile(join(home, 'a'), home)).toBe(inHome)
})

test('paths start from the file, and the constitution that ships is found', () => {
  write(
    'configs/a.yaml',
    'data: { prompts: ../p.jsonl, evaluation: [e.jsonl, /abs/f.jsonl] }\noutputs: out\n',
  )
  const { config, file } = load('configs/a.yaml')
  expect(file).toBe(join(directory, 'configs/a.yaml'))
  expect(config.data.prompts).toEqual([join(directory, 'p.jsonl')])
  expect(config.data.evaluation).toEqual([join(directory, 'configs/e.jsonl'), '/abs/f.jsonl'])
  expect(config.outputs).toBe(join(directory, 'configs/out'))
  expect(config.constitution).toBe(packageFile('prompts/constitution.yaml'))
})

test('outputs and the key lie beside the file when it says nothing, and paths of flags count from here', () => {
  write('configs/a.yaml', 'data: { prompts: p.jsonl }')
  const { config } = load('configs/a.yaml')
  expect(config.outputs).toBe(join(directory, 'configs/outputs'))
  expect(config.redact.key_file).toBe(join(directory, 'configs/.lattice/redaction.key'))
  const overlays = [{ key: 'outputs', value: 'mine', source: '--set' }]
  const changed = loadConfig({ file: 'configs/a.yaml', overlays, directory, environment: {} }).config
  expect(changed.outputs).toBe(join(directory, 'mine'))
})

test('a value is sourced to its line and column', () => {
  write('lattice.yaml', 'data:\n  prompts: p.jsonl\ngenerate: {n: 3}\n')
  const { sources } = load()
  expect(sources['data.prompts']).toBe('lattice.yaml:2:3')
  expect(sources['generate.n']).toBe('lattice.yaml:3:12')
})

test('every problem is placed at its key, with the entry of a list', () => {
  write(
    'lattice.yaml',
    'learning_rate: 1\ngenerate:\n  temprature: 1\ndata:\n  prompts:\n    - a\n    - 4\neval: {baseline: bse}\n',
  )
  expect(() => load()).toThrow(
    new RegExp(
      '^4 problems in the config:\n' +
        'lattice.yaml:1:1 +learning_rate +learning_rate belongs under train.<name>\n' +
        'lattice.yaml:3:3 +generate.temprature +unknown key → did you mean temperature\\?\n' +
        'lattice.yaml:7:7 +data.prompts.1 +4 is not right: expected a text\n' +
        'lattice.yaml:8:8 +eval.baseline +"bse" is not among',
    ),
  )
})

test('without a file, flags that name the prompts are enough', () => {
  const overlays = [{ key: 'data.prompts', value: 'p.jsonl', source: '--prompts' }]
  const { config, file } = loadConfig({ overlays, directory, environment: {} })
  expect(file).toBeUndefined()
  expect(config.data.prompts).toEqual([join(directory, 'p.jsonl')])
})

const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefg'.split('').map((name, index) => {
    const before = 'abcdefg'[index]
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`
  }),
].join('\n')

test.each([
  ['a key given twice', 'seed: 1\nseed: 2\n', 'lattice.yaml:2:1  the key seed is there twice'],
  ['a broken file', 'data: {prompts: [a\n', 'is not good YAML:\nlattice.yaml:2:1'],
  [
    'a tag that would build something',
    'seed: !!js/function "x"\n',
    'lattice.yaml:1:21  !!js/function: tags are not read',
  ],
  ['aliases that grow', laughs, 'its aliases (*name) grow to more than 100 copies'],
  ['two documents', 'seed: 1\n---\nseed: 2\n', 'lattice.yaml:2:1  a second document starts here'],
  ['a list', '- 1\n', 'holds no settings, but a list'],
  ['a text', 'hello\n', 'holds no settings, but a string'],
  ['an empty file', '', 'data.prompts  is missing'],
  ['a huge file', `# ${'x'.repeat(1024 ** 2)}`, 'at most 1048576'],
])('%s is refused with its place', (_, text, message) => {
  write('lattice.yaml', text)
  expect(() => load()).toThrow(ConfigError)
  expect(() => load()).toThrow(message)
})

test('a file that was named with the other ending of YAML is suggested', () => {
  write('lattice.yaml', 'data: {prompts: a}\n')
  expect(() => load('lattice.yml')).toThrow(expect.objectContaining({ hint: 'Did you mean lattice.yaml?' }))
})

test.each([
  ['no file anywhere', undefined, 'There is no lattice.yaml in this folder'],
  ['a named file that is missing', 'no/such.yaml', 'There is no config file no/such.yaml.'],
  ['a folder', '.', 'is a folder, not a file'],
])('%s is an error that points to lattice init', (_, file, message) => {
  expect(() => load(file)).toThrow(message)
  if (file !== '.')
    expect(() => load(file)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('lattice init') }),
    )
})
