/**
 * How long `lattice --help` takes beside `node -e 0`, alternating so that other load hits both alike.
 * Exits 1 above 2.5 times. Usage: node scripts/bench/startup.mjs [rounds]
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 20)
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))
const bare = []
const help = []
for (let round = 0; round < rounds; round++) {
  bare.push(milliseconds(['-e', '0']))
  help.push(milliseconds([main, '--help']))
}
const ratio = median(help) / median(bare)
process.stdout.write(
  `node -e 0       ${median(bare).toFixed(0)} ms\nlattice --help  ${median(help).toFixed(0)} ms\nratio           ${ratio.toFixed(2)} (limit 2.5)\n`,
)
process.exitCode = ratio > 2.5 ? 1 : 0

function milliseconds(argv) {
  const start = process.hrtime.bigint()
  execFileSync(process.execPath, argv, { stdio: 'ignore' })
  return Number(process.hrtime.bigint() - start) / 1e6
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
