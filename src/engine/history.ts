/** What the ledger remembers, checked against what is on disk now. */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '../core/canonical.js'
import { hashFile } from '../io/files/hash.js'
import type { Ledger } from '../io/ledger/ledger.js'
import type { Artifact, StepRow } from '../io/ledger/steps.js'
import type { DoneStep, History } from './plan.js'
import type { Recipe } from './step.js'

/**
 * Verifies each step once: every output is hashed again and compared.
 * @param run whose steps new ones are compared with first, so that only what changed in this run is told
 */
export function ledgerHistory(ledger: Ledger, outputs: string, run?: string): History {
  const verified = new Map<string, string | null>()
  const damage = (row: StepRow): string | null => {
    const known = verified.get(row.key)
    if (known !== undefined) return known
    const found = damageOf(row, outputs)
    verified.set(row.key, found)
    return found
  }
  return {
    done(key) {
      const row = ledger.steps.get(key)
      return row?.status === 'done' && damage(row) === null ? doneStep(row) : undefined
    },
    hasFingerprint: (fingerprint) => ledger.steps.doneWith(fingerprint).length > 0,
    newest(id) {
      const own = run === undefined ? undefined : ledger.runs.steps(run).find((step) => step.id === id)
      const row = own && ledger.steps.get(own.step)
      const compared = row?.status === 'done' ? row : ledger.steps.newest(id)
      return compared && doneStep(compared)
    },
    damage(key) {
      const row = ledger.steps.get(key)
      if (row?.status === 'done') return damage(row) ?? undefined
      if (row?.status === 'started') return 'started before and not finished: continues'
      return row?.status === 'failed' ? 'failed before: continues' : undefined
    },
  }
}

export function doneStep(row: StepRow): DoneStep {
  return {
    key: row.key,
    fingerprint: row.fingerprint,
    preimage: row.preimage as Recipe,
    inputs: row.inputs,
    outputs: outputHashes(row.artifacts),
  }
}

/** Content hash by output name; the files below `adapter/` count together as the output `adapter`. */
export function outputHashes(artifacts: readonly Artifact[]): Record<string, string> {
  const folders = new Map<string, [string, string][]>()
  const outputs: Record<string, string> = {}
  for (const { name, sha256 } of artifacts) {
    const [folder, ...rest] = name.split('/')
    if (rest.length === 0) outputs[name] = sha256
    else folders.set(folder as string, [...(folders.get(folder as string) ?? []), [rest.join('/'), sha256]])
  }
  for (const [folder, files] of folders) outputs[folder] = hashOf(files.sort(([a], [b]) => (a < b ? -1 : 1)))
  return outputs
}

/**
 * What is wrong with a file of a step, or null.
 * @param verified false asks only whether it is there
 */
export function fileDamage(
  outputs: string,
  folder: string,
  { name, sha256 }: Pick<Artifact, 'name' | 'sha256'>,
  { verified = true } = {},
): string | null {
  const path = join(folder, name)
  if (!existsSync(join(outputs, path))) return `${path} is gone`
  return !verified || hashFile(join(outputs, path)).sha256 === sha256
    ? null
    : `${path} is not what was written`
}

/** Renames outputs that are not what was written, so that nothing reads them and nothing is lost. */
export function setAside(row: StepRow, outputs: string): string[] {
  const damaged = row.artifacts.filter((artifact) => fileDamage(outputs, row.folder, artifact) !== null)
  return damaged.flatMap(({ name }) => {
    const path = join(outputs, row.folder, name)
    if (!existsSync(path)) return []
    const aside = freeName(path)
    renameSync(path, aside)
    return [aside]
  })
}

function damageOf(row: StepRow, outputs: string): string | null {
  for (const artifact of row.artifacts) {
    const damage = fileDamage(outputs, row.folder, artifact)
    if (damage !== null) return damage
  }
  return null
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${path}.corrupt-${number}`
    if (!existsSync(name)) return name
  }
}
