/**
 * Near-duplicates beside datasketch, on the same texts in one run: 22,000 texts of 40 words (38 word 3-grams each), of
 * which 2,000 are another one with one word changed; 128 permutations, threshold 0.7. Both sides go from texts to the
 * pairs of all texts; ours also compares every pair exactly. Rounds alternate, so that other load hits all alike.
 *
 * Exits 1 when we are under 20 times the `update` loop or 4 times the bulk way, or find fewer of the planted texts than
 * 99 % of what datasketch finds. Then the larger set alone, with its memory.
 *
 * Measured (medians of 3 rounds on two busy cores): 32 times the `update` loop, 8.7 times the bulk way, all 2,000 found,
 * datasketch with its default bands 98 %; about 560 bytes held for each of 200,000 texts, and nothing of a file but
 * that, the place of each row and how it starts.
 *
 * Needs `npm run build` and a Python with datasketch (pip install datasketch).
 * Usage: node scripts/bench/duplicates.mjs [python] [rounds] [texts of the larger set]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const python = process.argv[2] ?? 'python3'
const rounds = Number(process.argv[3] ?? 5)
const larger = Number(process.argv[4] ?? 200_000)

function compare() {
  requireDatasketch()
  const folder = mkdtempSync(join(tmpdir(), 'lattice-bench-'))
  try {
    const small = plant(20_000, 2_000)
    const file = write(folder, 'small.txt', small.texts)
    const times = { ours: [], bulk: [], loop: [] }
    const last = {}
    for (let round = 0; round < rounds; round++) {
      for (const way of Object.keys(times)) {
        last[way] = way === 'ours' ? runOurs(file) : runPython(file, way)
        times[way].push(last[way].seconds)
      }
    }
    report({ small, times, last })
    const large = plant(larger - Math.round(larger / 11), Math.round(larger / 11))
    reportLarge(large, runOurs(write(folder, 'large.txt', large.texts)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function report({ small: { texts, planted }, times, last }) {
  const recall = Object.fromEntries(
    Object.entries(last).map(([way, { found }]) => [way, share(found, planted)]),
  )
  for (const [way, seconds] of Object.entries(times)) {
    const rate = Math.round(texts.length / median(seconds))
    const name = way === 'ours' ? 'lattice' : `datasketch ${last[way].version}, ${way}`
    say(`${name.padEnd(24)} ${String(rate).padStart(8)} texts/s   planted found: ${percent(recall[way])}`)
  }
  const ratios = { loop: ratio(times.loop, times.ours), bulk: ratio(times.bulk, times.ours) }
  say(`\nlattice over the loop    ${shown(ratios.loop)}   (at least 20)`)
  say(`lattice over bulk        ${shown(ratios.bulk)}   (at least 4)`)
  const enough = ratios.loop.median >= 20 && ratios.bulk.median >= 4 && recall.ours >= 0.99 * recall.loop
  process.exitCode = enough ? 0 : 1
}

function reportLarge({ texts, planted }, { seconds, found, bytes, rss }) {
  say(
    `\n${texts.length} texts              ${String(Math.round(texts.length / seconds)).padStart(8)} texts/s   planted found: ${percent(share(found, planted))}` +
      `\n                         ${Math.round(bytes / texts.length)} bytes a text in the index, ${Math.round(rss / 2 ** 20)} MiB of the whole process at its end, texts and results included`,
  )
}

/** One measured pass in a process of its own, as Python has one. */
async function ours(path) {
  const { createNearIndex } = await import('../../dist/core/duplicates/near-index.js')
  const texts = readFileSync(path, 'utf8').split('\n')
  const start = process.hrtime.bigint()
  const index = createNearIndex({ threshold: 0.7, ngram: 3 })
  const lines = []
  const found = {}
  for (const [line, text] of texts.entries()) {
    const { text: number, matches } = index.add([text])
    if (matches.length > 0) found[line] = matches.map((match) => lines[match.text])
    if (number === lines.length) lines.push(line)
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  say(JSON.stringify({ seconds, found, bytes: index.bytes(), rss: process.memoryUsage().rss }))
}

const runOurs = (file) => run(process.execPath, [self, '--ours', file])
const runPython = (file, way) =>
  run(python, [fileURLToPath(new URL('duplicates.py', import.meta.url)), file, way])
const run = (program, argv) =>
  JSON.parse(
    execFileSync(program, argv, {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    }),
  )

/** Random words, so that no two texts are alike by chance; each planted text is another one with one word changed. */
function plant(originals, edits) {
  const random = lcg(1)
  const word = () => `w${random(20_000).toString(36)}`
  const words = Array.from({ length: originals }, () => Array.from({ length: 40 }, word))
  const planted = new Map()
  for (let edit = 0; edit < edits; edit++) {
    const original = random(originals)
    const copy = words[original].with(random(40), `edited${edit}`)
    planted.set(words.length, original)
    words.push(copy)
  }
  return { texts: words.map((one) => one.join(' ')), planted }
}

/** Of the planted texts, how many were found with the text that they were made from. */
function share(found, planted) {
  const hits = [...planted].filter(([copy, original]) => found[copy]?.includes(original))
  return hits.length / planted.size
}

function lcg(seed) {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function requireDatasketch() {
  const { status } = spawnSync(python, ['-c', 'import datasketch'], { stdio: 'ignore' })
  if (status === 0) return
  say(
    `${python} can't import datasketch. Give a Python that can: pip install datasketch, then node scripts/bench/duplicates.mjs PYTHON.`,
  )
  process.exit(3)
}

function write(folder, name, texts) {
  const path = join(folder, name)
  writeFileSync(path, texts.join('\n'))
  return path
}

function ratio(theirs, own) {
  const each = theirs.map((seconds, round) => seconds / own[round])
  return { median: median(each), least: Math.min(...each), most: Math.max(...each) }
}

const shown = ({ median: middle, least, most }) =>
  `${middle.toFixed(1)} times (${least.toFixed(1)} to ${most.toFixed(1)})`.padEnd(26)
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const percent = (value) => `${(100 * value).toFixed(1)} %`
function say(line) {
  process.stdout.write(`${line}\n`)
}

if (process.argv[2] === '--ours') await ours(process.argv[3])
else compare()
