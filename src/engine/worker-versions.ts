import type { PythonEnvironment } from '../io/python-env/environment.js'

/** Raised when the worker's code for a kind of job changes what comes out. */
const kindVersions = { answer: 1, train: 1, pretrain: 1 } as const

const packagesOf = {
  answer: ['torch', 'transformers', 'tokenizers', 'peft'],
  train: ['torch', 'transformers', 'tokenizers', 'trl', 'peft', 'accelerate'],
  pretrain: ['torch', 'transformers', 'tokenizers'],
} as const

/** The versions that what a worker makes depends on; build tags such as `+cpu` are left out. */
export function workerVersions(
  kind: keyof typeof kindVersions,
  { versions }: Pick<PythonEnvironment, 'versions'>,
): Record<string, string> {
  const packages = packagesOf[kind].map((name) => [
    name,
    (versions[name] ?? 'unknown').split('+')[0] as string,
  ])
  return { kind: `${kind}/${kindVersions[kind]}`, ...Object.fromEntries(packages) }
}
