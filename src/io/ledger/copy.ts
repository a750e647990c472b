import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A ledger where it can be opened, with what its last writer had not yet moved from the -wal file into it. */
export function copyLedger(path: string): { path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'lattice-ledger-'))
  const copy = join(folder, 'lattice.db')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    for (const ending of ['', '-wal']) {
      if (!existsSync(`${path}${ending}`)) continue
      copyFileSync(`${path}${ending}`, `${copy}${ending}`)
      chmodSync(`${copy}${ending}`, 0o600)
    }
    return { path: copy, remove }
  } catch (error) {
    remove()
    throw error
  }
}
