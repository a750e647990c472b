/**
 * `lattice run` without Python: the engine of dist/ on a small program in place of the models. It answers at once, so a
 * kill costs a second, and thousands of them can look for what goes wrong on our side of the wire. What depends on
 * the worker (its own death, real checkpoints, byte-identical training) needs the real models.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { silentObserver } from '../../dist/engine/observer.js'
import { performRun } from '../../dist/engine/session.js'
import { loadConfig } from '../../dist/io/config-file.js'
import { openWorkers } from '../../dist/io/worker/process.js'

const program = fileURLToPath(new URL('../../src/engine/fixtures/model.mjs', import.meta.url))
const environment = {
  python: 'none',
  accelerator: 'cpu',
  device: 'cpu',
  bf16: false,
  nf4: false,
  versions: {},
}
const house = {
  environment: async () => environment,
  workers: () => openWorkers({ command: [process.execPath, program], env: {}, host: false }),
}

const { values, positionals } = parseArgs({
  options: { until: { type: 'string' }, json: { type: 'boolean' }, progress: { type: 'string' } },
  allowPositionals: true,
})
const { config } = loadConfig({
  file: positionals[1],
  overlays: [],
  environment: {},
  directory: process.cwd(),
})
const observer = {
  ...silentObserver,
  stepFinished({ id, reused }) {
    if (!reused) process.stderr.write(`✓ ${id}\n`)
  },
}
try {
  const { steps } = await performRun(
    {
      config,
      origin: { configFile: null, overlay: {} },
      run: null,
      given: {},
      wanted: ({ recipe }) => values.until === undefined || recipe.stage === values.until,
      mayRun: () => true,
      force: new Set(),
      offline: true,
      observer,
      signal: new AbortController().signal,
    },
    house,
  )
  const decisions = [...steps].map(([id, { reused }]) => ({ id, decision: reused ? 'reuse' : 'run' }))
  process.stdout.write(JSON.stringify({ steps: decisions }))
} catch (error) {
  process.stderr.write(`✗ ${error.message}\n`)
  process.exitCode = 1
}
