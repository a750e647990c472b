import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { type ContentEvent, said } from '../core/log/event.js'
import { type ExportFormat, exportEvents } from './logs-export.js'

const answer = '=HYPERLINK("http://example.invalid")\nsecond, line'
const events: ContentEvent[] = [1, 2].map((number) => ({
  ...said('INITIAL-GENERATION', {
    by: 'model@1',
    about: [`candidate-${number}`],
    content: { prompt: 'Why?', answer },
    metadata: { sample: number },
  }),
  step: 'generate:main',
  timestamp: '2026-01-02T03:04:05.000Z',
}))

async function exported(format: ExportFormat, what = events): Promise<string> {
  const out = join(mkdtempSync(join(tmpdir(), 'lattice-export-')), `log.${format}`)
  await exportEvents(
    (async function* () {
      yield* what
    })(),
    { format, out },
  )
  return readFileSync(out, 'utf8')
}

test('JSON has two blanks of indent, and holds stage, content, metadata and timestamp with the whole text', async () => {
  const text = await exported('json')
  const records = JSON.parse(text)
  expect(text).toBe(`${JSON.stringify(records, null, 2)}\n`)
  expect(Object.keys(records[0])).toEqual(['stage', 'content', 'metadata', 'timestamp'])
  expect(records[1].content.answer).toBe(answer)
})

test('nothing is an empty list', async () => {
  expect(JSON.parse(await exported('json', []))).toEqual([])
})

test('JSON Lines hold a record a line', async () => {
  const lines = (await exported('jsonl')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).metadata.sample)).toEqual([1, 2])
})

test('CSV gives the texts back, none of them as a formula', async () => {
  const rows = parse(await exported('csv'), { columns: true }) as Record<string, string>[]
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatchObject({
    step: 'generate:main',
    by: 'model@1',
    prompt: 'Why?',
    answer: `'${answer}`,
  })
})

test('an export that fails half way leaves the file of before as it was, and nothing beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lattice-export-'))
  const out = join(folder, 'log.jsonl')
  writeFileSync(out, 'good')
  async function* failing() {
    yield events[0] as ContentEvent
    throw new Error('the disk is full')
  }
  await expect(exportEvents(failing(), { format: 'jsonl', out })).rejects.toThrow('the disk is full')
  expect(readFileSync(out, 'utf8')).toBe('good')
  expect(readdirSync(folder)).toEqual(['log.jsonl'])
})

test('a folder in the place of the file is named in the error', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'lattice-export-')), 'log.jsonl')
  mkdirSync(join(out, 'inside'), { recursive: true })
  const none = (async function* () {})()
  await expect(exportEvents(none, { format: 'jsonl', out })).rejects.toMatchObject({ path: out })
})
