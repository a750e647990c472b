/**
 * The files of a step that is done, for whoever looks at a run. A file that the step never made reads as nothing; one
 * that is gone, was changed, or comes from another version of lattice is an ArtifactError, the same for every reader.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ArtifactError, DataError } from '../../core/errors.js'
import { readRecords } from '../../io/files/jsonl.js'
import type { StepRow } from '../../io/ledger/steps.js'
import { fileDamage } from '../history.js'

export interface StepFiles {
  /** Where a file or a folder of the step lies, or null when it made none. @throws ArtifactError when it isn't whole */
  path(name: string): string | null
  /** The records of a JSONL file. @throws ArtifactError */
  read<T extends z.ZodType>(file: string, schema: T): AsyncIterable<z.output<T>>
  /** A JSON document, or null when it made none. @throws ArtifactError */
  document<T extends z.ZodType>(file: string, schema: T): z.output<T> | null
  /** Items that came to nothing, and why. */
  dropped(): AsyncIterable<{ id: string; reason: string }>
}

type Made = Pick<StepRow, 'id' | 'folder' | 'artifacts'>

/** @param verified each file is hashed once, before it is first read; without, only its absence is noticed */
export function stepFiles(outputs: string, row: Made, { verified = true } = {}): StepFiles {
  const known = new Map<string, string | null>()
  const damageOf = (artifact: Made['artifacts'][number]) => {
    const before = known.get(artifact.name)
    if (before !== undefined) return before
    const found = fileDamage(outputs, row.folder, artifact, { verified })
    known.set(artifact.name, found)
    return found
  }
  const path = (name: string) => {
    const files = row.artifacts.filter((file) => file.name === name || file.name.startsWith(`${name}/`))
    const damage = files.map(damageOf).find((found) => found !== null)
    if (damage) throw new ArtifactError(`${damage}.`, { hint: makesAgain(row) })
    return files.length === 0 ? null : join(outputs, row.folder, name)
  }
  const read = <T extends z.ZodType>(file: string, schema: T) => recordsOf({ row, file, schema, path })
  return {
    path,
    read,
    document(file, schema) {
      const found = path(file)
      if (found === null) return null
      const parsed = schema.safeParse(asJson(readFileSync(found, 'utf8')))
      if (parsed.success) return parsed.data
      const [issue] = parsed.error.issues
      throw otherVersion(row, `${join(row.folder, file)}: ${issue?.path.join('.')}: ${issue?.message}`)
    },
    dropped: () => read('dropped.jsonl', droppedSchema),
  }
}

const droppedSchema = z.object({ id: z.string(), reason: z.string() })

async function* recordsOf<T extends z.ZodType>({
  row,
  file,
  schema,
  path,
}: {
  row: Made
  file: string
  schema: T
  path: (name: string) => string | null
}): AsyncGenerator<z.output<T>> {
  const found = path(file)
  if (found === null) return
  try {
    yield* readRecords(found, schema)
  } catch (error) {
    throw error instanceof DataError ? otherVersion(row, error.message) : error
  }
}

const makesAgain = ({ id }: Made) =>
  `\`lattice run\` makes ${id} again; \`lattice status\` shows what else is.`

function otherVersion({ id }: Made, what: string): ArtifactError {
  return new ArtifactError(`Another version of lattice wrote what can't be read here: ${what}.`, {
    hint: `\`lattice run --force ${id}\` makes it again.`,
  })
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
