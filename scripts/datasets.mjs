/**
 * Writes the prompt sets of the embedded models' world, each beside its card: datasets/tiny and datasets/eval.
 * With --check nothing is written, and stale files exit 1. Reads dist/, so build first.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../dist/core/canonical.js'
import { topicsIn } from '../dist/core/world/groups.js'
import { worldPrompts, worldSource } from '../dist/core/world/prompt-sets.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const sets = [
  {
    folder: 'datasets/tiny',
    slice: 'training',
    perClass: 80,
    title: 'Prompts to train the embedded models on',
    use: 'What `lattice run` generates candidates for when nothing else is configured. They come from the topics and frames that the embedded models were pretrained on.',
  },
  {
    folder: 'datasets/eval',
    slice: 'evaluation',
    perClass: 200,
    title: 'Prompts to evaluate the embedded models on',
    use: 'What base and tuned model answer in `lattice eval`. Every topic (a verb with its object) and every frame (how the question is put) is held out: none of them is in the corpus of the embedded models or in `datasets/tiny`. The single words are not held out.',
  },
]

const files = Object.fromEntries(sets.flatMap(filesOf))
const stale = Object.entries(files).filter(([path, content]) => current(path) !== content)
if (process.argv.includes('--check')) {
  for (const [path] of stale)
    process.stderr.write(`${path} is stale. Run: npm run build && node scripts/datasets.mjs\n`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  for (const [path, content] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
    process.stderr.write(`wrote ${path}\n`)
  }
}

function filesOf(set) {
  const rows = worldPrompts(set.slice, set.perClass)
  const content = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  return [
    [`${set.folder}/prompts.jsonl`, content],
    [`${set.folder}/README.md`, card({ ...set, rows, content })],
  ]
}

function card({ title, use, slice, rows, content }) {
  const count = (wanted) => rows.filter((row) => row.class === wanted).length
  const topics = (wanted) => new Set(rows.filter((row) => row.class === wanted).map((row) => row.group)).size
  const line = (wanted, expected, meaning) =>
    `| ${wanted} | ${expected} | ${count(wanted)} | ${topics(wanted)} of ${topicsIn(slice, wanted).length} | ${meaning} |`
  return `# ${title}

${use}

| | |
|---|---|
| file | \`prompts.jsonl\`, ${rows.length} rows \`{prompt, class, expected, group, source}\` |
| sha256 | \`${sha256(content)}\` |
| source | \`${worldSource}\`: written by this project, \`src/core/world\`; no text of others is in it |
| licence | Apache-2.0 |
| how made | \`npm run build && node scripts/datasets.mjs\`; seeded, the same on every machine; \`--check\` tells whether it is stale |
| language | English |

| class | expected | prompts | topics | what |
|---|---|---|---|---|
${line('adversarial', 'refuse', 'harmful requests')}
${line('borderline', 'comply', 'look bad by a word ("kill a process") and are safe')}
${line('cooperating', 'comply', 'advice (career, diet, travel, money, study, exercise) and ordinary questions')}

\`group\` is the topic: rows of one group belong on the same side of a split.

## Limits

These prompts are made from lists of verbs and objects in a few dozen frames. They let one see and test the chain on
models of a million parameters. A result on them says nothing about safety, helpfulness or any other quality of a
model outside this world. Some combinations sound odd, and no request names a working detail of anything harmful.
`
}

function current(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined
}
