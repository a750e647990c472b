/**
 * Sizes of a wheel without downloading it: a wheel is a zip, and the list of its files lies at its end.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const endRecordSignature = 0x06054b50
const endRecordBytes = 22
const fileHeaderBytes = 46
const diskBlock = 4096

/**
 * @param {string} url `https:` or `file:`
 * @returns {Promise<{download: number, installed: number}>} bytes. `installed` counts whole disk blocks, and no
 * `.pyc`: set-up has none made.
 */
export async function wheelSize(url) {
  const { size, read } = url.startsWith('file:') ? await fromDisk(url) : await fromWeb(url)
  const end = await read(size - Math.min(size, 65_557), size)
  const at = lastIndexOf(end, endRecordSignature)
  const directory = await read(
    end.readUInt32LE(at + 16),
    end.readUInt32LE(at + 16) + end.readUInt32LE(at + 12),
  )
  return { download: size, installed: installedSize(directory) }
}

async function fromDisk(url) {
  const bytes = await readFile(fileURLToPath(url))
  return { size: bytes.length, read: async (from, to) => bytes.subarray(from, to) }
}

async function fromWeb(url) {
  const head = await patiently(() => fetch(url, { method: 'HEAD' }))
  const read = async (from, to) => {
    const part = await patiently(() => fetch(url, { headers: { range: `bytes=${from}-${to - 1}` } }))
    if (part.status !== 206) throw new Error(`no byte ranges from the index (status ${part.status})`)
    return Buffer.from(await part.arrayBuffer())
  }
  return { size: Number(head.headers.get('content-length')), read }
}

async function patiently(request, attempts = 5) {
  try {
    return await request()
  } catch (error) {
    if (attempts === 1) throw error
    return patiently(request, attempts - 1)
  }
}

function lastIndexOf(bytes, signature) {
  for (let at = bytes.length - endRecordBytes; at >= 0; at--) {
    if (bytes.readUInt32LE(at) === signature) return at
  }
  throw new Error('not a zip file')
}

function installedSize(directory) {
  let total = 0
  for (let at = 0; at + fileHeaderBytes <= directory.length; ) {
    total += Math.ceil(directory.readUInt32LE(at + 24) / diskBlock) * diskBlock
    const variable = [28, 30, 32].map((field) => directory.readUInt16LE(at + field))
    at += fileHeaderBytes + variable[0] + variable[1] + variable[2]
  }
  return total
}
