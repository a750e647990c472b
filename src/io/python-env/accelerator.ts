import { execa } from 'execa'
import type { Host } from './host.js'

export const accelerators = ['cpu', 'cuda', 'mps'] as const
export type Accelerator = (typeof accelerators)[number]

export interface NvidiaGpu {
  name: string
  /** E.g. 580.65.06 */
  driver: string
}

/** The locked torch is built for CUDA 13, which older drivers can't run. */
const oldestDriver = 580

/** Which packages to install, and the reason as words that fit behind `because`. */
export function chooseAccelerator({
  requested,
  platform,
  nvidia,
}: {
  requested: Accelerator | 'auto'
  platform: NodeJS.Platform
  nvidia: NvidiaGpu | null
}): { accelerator: Accelerator; reason: string } {
  if (requested !== 'auto') return { accelerator: requested, reason: `--accelerator ${requested} was given` }
  if (platform === 'darwin') return { accelerator: 'mps', reason: 'this is macOS' }
  if (nvidia === null) return { accelerator: 'cpu', reason: 'nvidia-smi finds no NVIDIA GPU' }
  const gpu = `${nvidia.name} with driver ${nvidia.driver}`
  if (Number.parseInt(nvidia.driver, 10) >= oldestDriver) return { accelerator: 'cuda', reason: gpu }
  return { accelerator: 'cpu', reason: `${gpu} is too old for CUDA 13, which needs driver ${oldestDriver}` }
}

/** The first NVIDIA GPU that the driver tells of, or null when there is no driver or no GPU. */
export async function findNvidia({ env }: Host): Promise<NvidiaGpu | null> {
  const query = ['--query-gpu=name,driver_version', '--format=csv,noheader']
  const { failed, stdout } = await execa('nvidia-smi', query, {
    env,
    extendEnv: false,
    reject: false,
    timeout: 20_000,
  })
  const [name, driver] =
    (stdout ?? '')
      .split('\n')[0]
      ?.split(',')
      .map((part) => part.trim()) ?? []
  return failed || !name || !driver ? null : { name, driver }
}
