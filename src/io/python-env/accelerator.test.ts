import { expect, test } from 'vitest'
import { chooseAccelerator } from './accelerator.js'

const recent = { name: 'NVIDIA L4', driver: '580.65.06' }
const old = { name: 'Tesla T4', driver: '550.54.15' }

test.each([
  ['auto', 'linux', null, 'cpu', /nvidia-smi finds no NVIDIA GPU/],
  ['auto', 'linux', recent, 'cuda', /NVIDIA L4 with driver 580\.65\.06/],
  ['auto', 'linux', old, 'cpu', /Tesla T4 .*too old for CUDA 13, which needs driver 580/],
  ['auto', 'darwin', null, 'mps', /macOS/],
  ['cpu', 'linux', recent, 'cpu', /--accelerator cpu/],
  ['cuda', 'linux', null, 'cuda', /--accelerator cuda/],
] as const)('%s on %s with %j is %s', (requested, platform, nvidia, accelerator, reason) => {
  const choice = chooseAccelerator({ requested, platform, nvidia })
  expect(choice.accelerator).toBe(accelerator)
  expect(choice.reason).toMatch(reason)
})
