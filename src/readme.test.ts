/** What the README shows as a file is taken as such a file, its table of sizes is computed, and its links lead somewhere. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { promptRow } from './core/prompt-row.js'
import { smallestRateDifference } from './core/statistics/paired-design.js'
import { readConstitution } from './io/constitution-file.js'

const readme = readFileSync('README.md', 'utf8')
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lattice-readme-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the constitution and the file of patterns are read, alone and together', () => {
  const [constitution, rules] = blocks('yaml')
  const file = join(folder, 'constitution.yaml')
  writeFileSync(file, constitution!)
  expect(readConstitution(file).principles.map(({ id }) => id)).toEqual(['harm_prevention', 'kitchen_safety'])
  writeFileSync(join(folder, 'rules.yaml'), rules!)
  writeFileSync(file, constitution!.replace('rules: standard', 'rules: rules.yaml'))
  expect(readConstitution(file).principles[0]!.rules.requests).toMatchObject([
    { category: 'violence', unless: expect.stringContaining('novel') },
  ])
})

test('each row of the prompts is taken, and the last ones have no class', () => {
  const rows = blocks('jsonl')[0]!.trim().split('\n')
  const read = rows.map((row) => promptRow(JSON.parse(row)))
  expect(read.filter((row) => 'problems' in row)).toEqual([])
  expect(read.map((row) => 'row' in row && row.row.class !== undefined)).toEqual([
    ...Array(7).fill(true),
    ...Array(3).fill(false),
  ])
})

test('the table of how many prompts says what a plan could show', () => {
  const shown = [...readme.matchAll(/^\| +([\d,]+) \| +([\d.–]+) \| +([\d.–]+) \| +([\d.–]+) \|$/gm)]
  expect(shown.map(([, n]) => n)).toEqual(['50', '100', '200', '400', '600', '1,000'])
  for (const [, prompts, ...cells] of shown) {
    const sizes = [0.1, 0.2, 0.3].map((share) =>
      smallestRateDifference(Number(prompts!.replace(',', '')), share),
    )
    expect(cells).toEqual(sizes.map((size) => (size === null ? '–' : (100 * size).toFixed(1))))
  }
})

test('links within the repository lead somewhere', () => {
  const anchors = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => `#${slug(heading!)}`)
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!)
  const broken = links.filter(
    (link) => !link.startsWith('https://') && !anchors.includes(link) && !existsSync(link),
  )
  expect(broken).toEqual([])
})

/** As GitHub makes the anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}
