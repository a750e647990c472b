/** The weights of a model folder in safetensors format, as far as they can be checked without reading them. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LatticeError } from '../../core/errors.js'

export const singleFile = 'model.safetensors'
export const indexFile = `${singleFile}.index.json`

/** Names of its weight files; none when its index can't be read. */
export function weightFiles(folder: string): string[] {
  const index = join(folder, indexFile)
  return existsSync(index) ? shardsIn(index) : [singleFile]
}

/** Whether they are all there. Links to what is gone don't count. */
export function hasWeights(folder: string): boolean {
  const files = weightFiles(folder)
  return files.length > 0 && files.every((file) => sizeOf(join(folder, file)) > 0)
}

/** @throws LatticeError that names the first file which isn't what its own header says */
export function requireWhole(folder: string, hint: string): void {
  for (const file of weightFiles(folder)) {
    const path = join(folder, file)
    const fault = faultIn(path)
    if (fault) throw new LatticeError(`${path} is damaged: ${fault}.`, { hint })
  }
}

function shardsIn(index: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8')) as {
      weight_map?: Record<string, unknown>
    }
    return [...new Set(Object.values(map ?? {}).map(String))]
  } catch {
    return []
  }
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** As safetensors itself has it: a larger header is refused there too. */
const largestHeader = 100_000_000

/** 8 bytes with the length of the header, the header, and exactly the bytes that it lists. */
function faultIn(path: string): string | null {
  const size = sizeOf(path)
  if (size < 8) return `it has ${size} bytes`
  const file = openSync(path, 'r')
  try {
    const length = Number(readAt(file, 0, 8).readBigUInt64LE())
    if (length > Math.min(size - 8, largestHeader))
      return `it begins with a header of ${length} bytes, and has ${size} in all`
    const data = dataBytes(readAt(file, 8, length))
    if (data === null) return 'its header is not what safetensors writes'
    const there = size - 8 - length
    return data === there ? null : `its header lists ${data} bytes of weights, and there are ${there}`
  } finally {
    closeSync(file)
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, position)
  return bytes
}

/** How many bytes of weights a header lists, one tensor after the other; null when it is no such header. */
function dataBytes(header: Buffer): number | null {
  try {
    const { __metadata__: _, ...tensors } = JSON.parse(header.toString('utf8')) as Record<string, unknown>
    const offsets = Object.values(tensors).map(offsetsOf)
    if (offsets.length === 0) return null
    let end = 0
    for (const [from, to] of offsets.sort(([a], [b]) => a - b)) {
      if (from !== end || !(to >= from)) return null
      end = to
    }
    return end
  } catch {
    return null
  }
}

const offsetsOf = (tensor: unknown) => (tensor as { data_offsets: [number, number] }).data_offsets
