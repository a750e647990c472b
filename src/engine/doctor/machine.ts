/** What lattice stands on: Node, Python, device, memory, disk, the ledger, the Hugging Face cache and the token. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { freemem, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { formatBytes } from '../../core/bytes.js'
import { PrerequisiteError } from '../../core/errors.js'
import { freeBytes } from '../../io/files/free-space.js'
import { viewLedger } from '../../io/ledger/ledger.js'
import { hubCacheFolder } from '../../io/models/hub-cache.js'
import { askHub } from '../../io/models/hub-request.js'
import { hubToken } from '../../io/models/hub-token.js'
import { noEnvironment, type PythonEnvironment } from '../../io/python-env/environment.js'
import { thisHost } from '../../io/python-env/host.js'
import type { Finding } from './finding.js'

/** Raised together with `engines` in package.json. */
const oldestNode = [20, 19] as const

export function lookAtNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  if (enough) return { name: 'node', state: 'ok', found: version }
  return {
    name: 'node',
    state: 'bad',
    found: `${version}, which is older than ${oldestNode.join('.')}`,
    fix: `Install Node ${oldestNode.join('.')} or newer.`,
  }
}

export function lookAtPython(environment: PythonEnvironment | null): Finding {
  if (environment === null) {
    const found = noEnvironment(thisHost()).message
    return { name: 'python', state: 'bad', found, fix: 'lattice env setup' }
  }
  const { versions } = environment
  const packages = ['torch', 'transformers', 'trl', 'peft'].map((name) => `${name} ${versions[name] ?? '?'}`)
  return { name: 'python', state: 'ok', found: `${versions.python ?? '?'} with ${packages.join(', ')}` }
}

/** @param memory bytes of the device that models run on; null when nobody knows */
export function lookAtDevice(environment: PythonEnvironment | null, memory: number | null): Finding {
  if (environment === null)
    return { name: 'device', state: 'unknown', found: 'torch has not looked yet', fix: 'lattice env setup' }
  const { device, bf16, nf4 } = environment
  const can = [bf16 ? 'bfloat16' : 'no bfloat16', nf4 ? '4 bit' : 'no 4 bit']
  const name = `${device.type} (${device.name}), ${can.join(', ')}`
  if (memory !== null) return { name: 'device', state: 'ok', found: `${name}, ${formatBytes(memory)}` }
  return {
    name: 'device',
    state: 'unknown',
    found: `${name}; its memory can't be read`,
    fix: 'nvidia-smi should list the GPU',
  }
}

/** Bytes of the device: of the GPU, else of the machine, which Macs share with theirs. */
export async function deviceMemory(environment: PythonEnvironment | null): Promise<number | null> {
  if (environment?.device.type !== 'cuda') return totalmem()
  const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits']
  const { failed, stdout } = await execa('nvidia-smi', query, { reject: false, timeout: 5000 })
  const megabytes = Number.parseInt(stdout ?? '', 10)
  return failed || !Number.isFinite(megabytes) ? null : megabytes * 1024 ** 2
}

export function lookAtMemory(): Finding {
  return { name: 'memory', state: 'ok', found: `${formatBytes(totalmem())}, ${formatBytes(freemem())} free` }
}

/** Less than this and a run ends in the middle. */
const leastRoom = 1e9

export function lookAtFolder(name: string, folder: string): Finding {
  const free = freeBytes(folder)
  const found = `${formatBytes(free)} free in ${folder}`
  const place = nearest(folder)
  if (!isWritableFolder(place)) {
    const fix = `Make ${place} a folder that you may write in, or name another one.`
    return { name, state: 'bad', found: `${place} is no folder that can be written`, fix }
  }
  if (free >= leastRoom) return { name, state: 'ok', found }
  return { name, state: 'bad', found, fix: `Make room there: less than ${formatBytes(leastRoom)} is left.` }
}

const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

export function lookAtLedger(outputs: string): Finding {
  const ledger = viewLedger(outputs)
  try {
    const fault = ledger.fault()
    if (fault !== null) {
      const fix = `Move ${outputs}/lattice.db away: the JSONL files stay readable, and steps are made again.`
      return { name: 'ledger', state: 'bad', found: `damaged: ${fault}`, fix }
    }
    const runs = ledger.runs.list().length
    return {
      name: 'ledger',
      state: 'ok',
      found: runs === 0 ? 'no run yet' : `${runs} ${runs === 1 ? 'run' : 'runs'} in ${outputs}`,
    }
  } finally {
    ledger.close()
  }
}

export function lookAtCache(): Finding {
  const cache = hubCacheFolder()
  const models = existsSync(cache)
    ? readdirSync(cache).filter((name) => name.startsWith('models--')).length
    : 0
  const finding = lookAtFolder('hf cache', cache)
  return finding.state === 'ok' ? { ...finding, found: `${models} models, ${finding.found}` } : finding
}

/** Whether there is a token and the Hub takes it. The token itself is never shown. */
export async function lookAtToken(offline: boolean): Promise<Finding> {
  const name = 'hf token'
  if (hubToken() === null) return { name, state: 'ok', found: 'none; only gated and private models need one' }
  if (offline) return { name, state: 'ok', found: 'there is one; --offline, so the Hub was not asked' }
  try {
    await askHub({ name: 'your account', revision: 'main' }, ({ whoAmI }, access) =>
      whoAmI({ ...access, accessToken: access.accessToken ?? '' }),
    )
    return { name, state: 'ok', found: 'there is one, and the Hub takes it' }
  } catch (error) {
    if (!(error instanceof PrerequisiteError)) throw error
    return /refuses/.test(error.message)
      ? { name, state: 'bad', found: 'there is one, and the Hub refuses it', fix: `${error.hint}` }
      : {
          name,
          state: 'unknown',
          found: 'there is one; the Hub did not answer',
          fix: 'Check the network, or use --offline.',
        }
  }
}
