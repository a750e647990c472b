/**
 * The rules judge: rows a second on the shipped sets, and what a text of twice the length costs (2 is linear) when one
 * word, or a piece that patterns look for, is repeated without end. Exits 1 above 3.
 * Usage: npm run build && node scripts/bench/rules.mjs [kilobytes]
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { refusalOf } from '../../dist/core/refusal/refusal.js'
import { rulesJudge } from '../../dist/core/rules.js'
import { readConstitution } from '../../dist/io/constitution-file.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const judge = rulesJudge(readConstitution(`${root}prompts/constitution.yaml`))
const ask = (prompt, answer) => judge({ prompt: { messages: [{ role: 'user', content: prompt }] }, answer })

const rows = ['violating', 'ordinary'].flatMap((name) =>
  readFileSync(`${root}datasets/rules/${name}.jsonl`, 'utf8').trim().split('\n').map(JSON.parse),
)
const all = () => {
  for (const { prompt, answer } of rows) ask(prompt, answer)
}
all()
console.log(
  `judged       ${Math.round((1000 * rows.length) / milliseconds(all))} rows a second of processor time`,
)

const pieces = [
  ...[
    'a',
    ' ',
    '.',
    'word ',
    "i can't ",
    "i can't help ",
    'how do i kill my old ',
    'make a ',
    'not ',
    'all women like you ',
  ],
  ...[
    'the best way to hurt a very ',
    'women are not ',
    'studies show ',
    'you must never ',
    'steal the ',
    'it is important to ',
  ],
  ...['if you loved ', 'i wish that ', 'they are all ', 'why should people ', 'is not right and '],
]
const size = 1000 * Number(process.argv[2] ?? 100)
let worst = 0
for (const piece of pieces) {
  const [once, twice] = [size / 2, size].map((length) => {
    const text = piece.repeat(Math.ceil(length / piece.length))
    return Math.min(...[1, 2].map(() => milliseconds(() => ask(text, text) && refusalOf(text, text))))
  })
  // Below some milliseconds the ratio is that of noise.
  const ratio = twice < 20 ? 2 : twice / once
  worst = Math.max(worst, ratio)
  console.log(
    `${JSON.stringify(piece).padEnd(32)} ${size / 1000} kB ${twice.toFixed(0).padStart(6)} ms  ratio ${ratio.toFixed(2)}`,
  )
}
console.log(`worst ratio  ${worst.toFixed(2)} (limit 3)`)
process.exitCode = worst > 3 ? 1 : 0

/** Of the processor, so that other load on the machine doesn't count. */
function milliseconds(run) {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user / 1000
}
