import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files and links below a folder, if it is there, by their path in it. Node's own recursion would follow the links. */
export function filesBelow(folder, below = '') {
  if (!existsSync(folder)) return []
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = join(below, entry.name)
    return entry.isDirectory() ? filesBelow(folder, name) : [{ name, link: entry.isSymbolicLink() }]
  })
}

/** sha256 of a file, or null where there is none. */
export const hashOf = (path) => (existsSync(path) ? sha256(readFileSync(path)) : null)

export const sha256 = (content) => createHash('sha256').update(content).digest('hex')
