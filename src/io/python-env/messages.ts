/** What set-up says before it fetches anything, and when it will not fetch. Pure. */
import { formatBytes } from '../../core/bytes.js'
import type { Accelerator } from './accelerator.js'
import type { Interpreter } from './interpreter.js'
import type { Lock, LockFacts } from './lock.js'

export function announcement({
  accelerator,
  reason,
  lock,
  facts,
  interpreter,
  folder,
  log,
}: {
  accelerator: Accelerator
  reason: string
  lock: Pick<Lock, 'name' | 'pins'>
  facts: Pick<LockFacts, 'downloadBytes' | 'installedBytes'>
  interpreter: Interpreter
  folder: string
  log: string
}): string {
  return [
    `Setting up Python for ${accelerator}, because ${reason}.`,
    `  packages  ${lock.pins.size} (torch ${lock.pins.get('torch')}, transformers ${lock.pins.get('transformers')}, …)`,
    `  size      about ${formatBytes(facts.downloadBytes)} to download, less what pip has cached; about ${formatBytes(facts.installedBytes)} on disk`,
    `  python    ${interpreter.version} (${interpreter.path})`,
    `  folder    ${folder}`,
    `  log       ${log}`,
  ].join('\n')
}

export function noCpuTorch({
  wanted,
  answers,
  cuda,
  log,
}: {
  wanted: string
  answers: { python: string; offered: string[] }[]
  cuda: Pick<LockFacts, 'downloadBytes' | 'installedBytes'> | null
  log: string
}): { message: string; hint: string } {
  const plain = wanted.replace(/^.*===|\+.*$/g, '')
  const found = answers
    .map(({ python, offered }) => `for Python ${python} it offers ${offerText(offered, plain)}`)
    .join('; ')
  const size = cuda
    ? `${formatBytes(cuda.downloadBytes)} to download and ${formatBytes(cuda.installedBytes)} on disk`
    : 'several GB'
  return {
    message:
      `This machine has no usable NVIDIA GPU, and pip finds no CPU build of torch (${wanted}): ${found}. ` +
      `The plain build brings CUDA packages, ${size}, and they are not installed unasked.`,
    hint: [
      'One of:',
      "  PIP_EXTRA_INDEX_URL=<PyTorch's CPU index> lattice env setup    (its address is on PyTorch's installation page, under CPU)",
      '  PIP_FIND_LINKS=<folder with the wheel> lattice env setup',
      '  lattice env setup --accelerator cuda    (takes the CUDA packages, computes on the CPU)',
      '  LATTICE_PYTHON=<interpreter that has the packages> lattice env setup',
      `If pip had no network, the log says so: ${log}`,
    ].join('\n'),
  }
}

function offerText(offered: string[], plain: string): string {
  if (offered.length === 0) return 'no torch at all'
  return offered.includes(plain) ? `only the plain ${plain}` : `other versions, up to ${offered.at(-1)}`
}
