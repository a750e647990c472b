/** The house: imports point one way. Each layer names what it may import; a new arrow up fails here. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('.', import.meta.url))
const allowed: Record<string, string[]> = {
  core: ['core'],
  report: ['report', 'core'],
  stages: ['stages', 'core'],
  io: ['io', 'core'],
  engine: ['engine', 'stages', 'io', 'core'],
  cli: ['cli', 'engine', 'report', 'stages', 'io', 'core'],
  main: ['cli'],
}
/** The domain is pure: what it needs of the platform is named here. */
const platformOf: Record<string, RegExp> = {
  core: /^(node:crypto|zod|diff)$/,
  report: /^zod$/,
  stages: /^zod$/,
}
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
)
const layerOf = (path: string) => path.split('/')[0]?.replace(/\.ts$/, '') as string
const importLine = /^(?:import\b.*|export\b.*|\}) from '([^']+)'|\bimport\('([^']+)'\)/gm
const importsOf = (name: string) =>
  [...readFileSync(join(root, name), 'utf8').matchAll(importLine)].map(
    ([, fixed, lazy]) => (fixed ?? lazy) as string,
  )

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(100)
})

test.each(files)('%s imports only what its layer may', (name) => {
  const layer = layerOf(name)
  for (const path of importsOf(name)) {
    if (path.startsWith('.')) {
      const target = layerOf(relative(root, resolve(root, dirname(name), path)))
      expect(allowed[layer], `${name} → ${path}`).toContain(target)
    } else if (platformOf[layer]) {
      expect(path, `${name} → ${path}`).toMatch(platformOf[layer])
    }
  }
})

test('only the cli and the entry write to the terminal', () => {
  const printers = files.filter((name) =>
    /process\.(stdout|stderr)\.write|console\./.test(readFileSync(join(root, name), 'utf8')),
  )
  expect(printers.filter((name) => !['cli', 'main'].includes(layerOf(name)))).toEqual([])
})

test('the lock names the packages of every system, also those that a mirror lacks: npm ci insists on them', () => {
  const lock = JSON.parse(readFileSync(join(root, '..', 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const names = Object.keys(lock.packages)
  const wanted = Object.values(lock.packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  )
  expect(wanted.length).toBeGreaterThan(0)
  const missing = wanted.filter((name) => !names.some((path) => path.endsWith(`node_modules/${name}`)))
  expect(missing).toEqual([])
})
