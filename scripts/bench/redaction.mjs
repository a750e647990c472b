/**
 * What redaction costs: 10 MB of mixed text (limit 2 s), and each of the worst shapes we know at 1, 2, 4 and 8 times an
 * eighth of a MB. Linear means that the cost per MB doesn't grow: exits 1 when at the largest size it is more than twice
 * that at the smallest, or when the mixed text takes more than 2 s. Times are those of this process on the processor,
 * so that other load adds little. Reads dist/, so build first. Usage: node scripts/bench/redaction.mjs [MB of mixed text]
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { identifierTypes } from '../../dist/core/redaction/identifier.js'
import { redactorWith, replaced } from '../../dist/core/redaction/redact.js'

const shapes = JSON.parse(readFileSync(new URL('../redaction/shapes.json', import.meta.url), 'utf8'))
const megabytes = Number(process.argv[2] ?? 10)
const { find } = redactorWith({ types: [...identifierTypes, 'price'], key: 'a key for the benchmark' })
const size = 125_000
/** ms per MB; what costs less is lost in the noise. */
const least = 30
const limits = { seconds: 2, growth: 2 }

const mixed = repeated(corpusText(), megabytes * 1e6)
redact(mixed.slice(0, 1e6))
const [seconds, count] = timed(() => redact(mixed))
console.log(
  `mixed text   ${(mixed.length / 1e6).toFixed(1)} MB  ${seconds.toFixed(2)} s  ${count} identifiers  limit ${limits.seconds} s`,
)

let worst = 0
console.log('\nshape                        ms per MB at 1/8, 1/4, 1/2 and 1 MB   growth')
for (const [name, shape] of Object.entries(shapes)) {
  const costs = [1, 2, 4, 8].map((times) => costPerMegabyte(repeated(shape, size * times)))
  const growth = costs.at(-1) / Math.max(costs[0], least)
  worst = Math.max(worst, growth)
  console.log(
    `${name.padEnd(28)} ${costs.map((cost) => cost.toFixed(1).padStart(8)).join('')}  ${growth.toFixed(2).padStart(8)}`,
  )
}
console.log(`\nlargest growth ${worst.toFixed(2)}, limit ${limits.growth} (8 would be quadratic)`)
process.exitCode = seconds > limits.seconds * (megabytes / 10) || worst > limits.growth ? 1 : 0

/** @returns how many identifiers were replaced */
function redact(text) {
  const found = find(text, 'benchmark')
  replaced(text, found)
  return found.length
}

/** Sentences with an identifier each, look-alikes, and twice as much prose without any. */
function corpusText() {
  const folder = fileURLToPath(new URL('../../', import.meta.url))
  const rows = readFileSync(`${folder}datasets/redaction/tuning.jsonl`, 'utf8').trim().split('\n')
  const prose = readFileSync(`${folder}README.md`, 'utf8').split('\n\n')
  return rows
    .map((row, index) => `${JSON.parse(row).text}\n${prose[index % prose.length].slice(0, 200)}\n`)
    .join('')
}

function repeated(text, length) {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length)
}

/** The lesser of two: other load only ever adds. */
function costPerMegabyte(text) {
  const times = [1, 2].map(() => timed(() => redact(text))[0])
  return (Math.min(...times) * 1000) / (text.length / 1e6)
}

/** Seconds of the processor. */
function timed(work) {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1e6, result]
}
