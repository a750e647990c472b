import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** How a plain file begins; empty for anything else. */
export function headOf(path: string, bytes = 4096): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return ''
  const file = openSync(path, 'r')
  try {
    const block = Buffer.alloc(bytes)
    return block.toString('utf8', 0, readSync(file, block))
  } finally {
    closeSync(file)
  }
}
