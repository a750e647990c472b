/**
 * The short form of scripts/kills.mjs. With this seed the kills fall into the answers of the generator and of the critic,
 * into a checkpoint that is being written, and into a half-done write of the comparison; each hits other processes.
 */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const script = fileURLToPath(new URL('../scripts/kills.mjs', import.meta.url))

test.runIf(process.platform === 'linux')(
  'runs that are killed at four moments lose nothing, leave no process and come to the same as one that is not',
  async () => {
    const { stdout, stderr, exitCode } = await execa(
      process.execPath,
      [script, '--short', '--kills', '4', '--seed', '9120'],
      { reject: false },
    )
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toContain('4 kills in 1 rounds')
    for (const target of ['orchestrator', 'worker', 'both', 'all']) expect(stdout).toContain(`${target} 1`)
  },
  1_800_000,
)
