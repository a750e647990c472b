/** Lineage: from any record of a run back to what it came from, by the ids that records hold of each other. */
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../core/errors.js'
import type { RunView } from './run-view.js'

export interface Found {
  step: string
  file: string
  record: Record<string, unknown>
}

/** The record of a run with this id, else the one whose id starts so. @throws ConfigError when several do */
export async function findRecord(view: RunView, id: string): Promise<Found | null> {
  const starting = await search(view, (record) => String(record.id ?? '').startsWith(id))
  const ids = new Set(starting.map(({ record }) => String(record.id)))
  if (ids.size > 1 && !ids.has(id)) throw ambiguous(id, [...ids])
  return starting.find(({ record }) => !ids.has(id) || record.id === id) ?? null
}

function ambiguous(prefix: string, ids: readonly string[]): ConfigError {
  const few = ids.slice(0, 3).join(', ')
  const rest = ids.length > 3 ? ` and ${ids.length - 3} more` : ''
  return new ConfigError(`${prefix} is the start of ${ids.length} ids: ${few}${rest}.`, {
    hint: 'Give more of the id.',
  })
}

/** The record, what it was made from, and so on back to the prompt; then the verdicts on what was judged. */
export async function lineageOf(view: RunView, found: Found): Promise<Found[]> {
  const seen = new Map<string, Found>([[String(found.record.id), found]])
  let open = parentsOf(found.record)
  while (open.length > 0) {
    const wanted = new Set(open.filter((id) => !seen.has(id)))
    if (wanted.size === 0) break
    const parents = await search(view, ({ id }) => wanted.has(String(id)), wanted.size)
    for (const parent of parents) seen.set(String(parent.record.id), parent)
    open = parents.flatMap(({ record }) => parentsOf(record))
  }
  const judged = new Set([...seen.keys()].filter((id) => id.startsWith('candidate-')))
  const verdicts = await search(view, ({ subject }) => judged.has(String(subject)))
  return [...new Map([...seen.values(), ...verdicts].map((one) => [String(one.record.id), one])).values()]
}

/** The ids that a record names as its origin. */
function parentsOf(record: Record<string, unknown>): string[] {
  const samples = Array.isArray(record.samples) ? record.samples.map(({ candidate }) => candidate) : []
  const named = [
    record.prompt,
    record.promptId,
    record.subject,
    record.chosen,
    record.rejected,
    record.from,
    record.candidates,
    samples,
  ]
  return named.flat().filter((value): value is string => typeof value === 'string')
}

async function search(
  { steps }: RunView,
  matches: (record: Record<string, unknown>) => boolean,
  most = Number.POSITIVE_INFINITY,
): Promise<Found[]> {
  const found: Found[] = []
  for (const step of steps) {
    for (const { name } of step.row.artifacts.filter(holdsRecords)) {
      const file = join(step.row.folder, name)
      for await (const record of step.read(name, recordSchema)) {
        if (matches(record)) found.push({ step: step.id, file, record })
        if (found.length >= most) return found
      }
    }
  }
  return found
}

const recordSchema = z.record(z.string(), z.unknown())

/** A row of dropped.jsonl bears the id of what was dropped: it is no record of its own. */
const holdsRecords = ({ name }: { name: string }) => name.endsWith('.jsonl') && name !== 'dropped.jsonl'
