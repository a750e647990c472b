/** Writes what a stage yields: to `.partial` files first, renamed into place together at the end. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { naming, syncFolder, writeAll, writeFileAtomic } from '../io/files/atomic-write.js'
import { hashFile, hashFolder } from '../io/files/hash.js'
import type { Artifact } from '../io/ledger/steps.js'
import type { Output } from '../stages/stage.js'

export interface OutputFolder {
  write(output: Output): void
  /** Renames everything into place and returns what there is now, with hashes. When it can't, it abandons. */
  commit(): { artifacts: Artifact[]; facts: Record<string, unknown> }
  /** Removes what is half written. */
  abandon(): void
}

/** `files` are promised: each exists after the commit, empty when nothing was yielded for it. */
export function openOutputs(folder: string, files: readonly string[]): OutputFolder {
  const rows = new Map<string, Rows>()
  for (const name of files) if (name.endsWith('.jsonl')) rowsOf(rows, folder, name)
  const documents = new Map<string, string>()
  const facts: Record<string, unknown> = {}
  const dropped = new Map<string, number>()
  const abandon = () => {
    for (const file of rows.values()) file.abandon()
  }
  return {
    write(output) {
      if ('fact' in output) facts[output.fact] = output.value
      else if ('document' in output) documents.set(output.file, output.document)
      else if ('dropped' in output) {
        dropped.set(output.reason, (dropped.get(output.reason) ?? 0) + 1)
        rowsOf(rows, folder, droppedName).add({
          id: output.dropped,
          reason: output.reason,
          twin: output.twin,
        })
      } else rowsOf(rows, folder, output.file).add(output.record)
    },
    commit() {
      try {
        // An attempt before may have dropped something that this one did not.
        if (!rows.has(droppedName)) rmSync(join(folder, droppedName), { force: true })
        for (const file of rows.values()) file.commit()
        for (const [name, text] of documents) writeFileAtomic(join(folder, name), text)
      } catch (error) {
        abandon()
        throw error
      }
      syncFolder(folder)
      const named = [...rows].map(([name, { count }]) => artifact(folder, name, count()))
      const adapter = files.includes('adapter') ? hashFolder(join(folder, 'adapter')) : []
      return {
        artifacts: [
          ...named,
          ...[...documents.keys()].map((name) => artifact(folder, name, null)),
          ...adapter.map(({ name, ...file }) => ({ name: `adapter/${name}`, ...file, rows: null })),
        ],
        facts: dropped.size > 0 ? { ...facts, dropped: Object.fromEntries(dropped) } : facts,
      }
    },
    abandon,
  }
}

const droppedName = 'dropped.jsonl'

interface Rows {
  add(row: unknown): void
  count(): number
  commit(): void
  abandon(): void
}

function rowsOf(rows: Map<string, Rows>, folder: string, name: string): Rows {
  const existing = rows.get(name)
  if (existing) return existing
  const opened = openRows(folder, name)
  rows.set(name, opened)
  return opened
}

function openRows(folder: string, name: string): Rows {
  const path = join(folder, name)
  const partial = `${path}.partial`
  const file = openSync(partial, 'w')
  let open = true
  let pending: string[] = []
  let count = 0
  const flush = () => {
    try {
      writeAll(file, Buffer.from(pending.join('')))
    } catch (error) {
      throw naming(path, error)
    }
    pending = []
  }
  const close = () => {
    if (open) closeSync(file)
    open = false
  }
  return {
    add(row) {
      pending.push(`${JSON.stringify(row)}\n`)
      count += 1
      if (pending.length >= 1000) flush()
    },
    count: () => count,
    commit() {
      flush()
      fsyncSync(file)
      close()
      renameSync(partial, path)
    },
    abandon() {
      close()
      rmSync(partial, { force: true })
    },
  }
}

function artifact(folder: string, name: string, rows: number | null): Artifact {
  return { name, ...hashFile(join(folder, name)), rows }
}
