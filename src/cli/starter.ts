/** The files that `lattice init` writes. */
import { existsSync, readFileSync } from 'node:fs'
import { isSection } from '../core/config/draft.js'
import { packageFile } from '../io/package-file.js'

export interface StarterFile {
  /** Relative to the project. */
  path: string
  content: string
}

const schemaPath = '.lattice/lattice.schema.json'
const promptsPerClass = 24

export function starterFiles({ name, model }: { name: string; model: string }): StarterFile[] {
  return [
    { path: 'lattice.yaml', content: starterConfig(name, model) },
    { path: 'constitution.yaml', content: shipped('prompts/constitution.yaml') },
    { path: 'prompts.jsonl', content: somePrompts(shipped('datasets/tiny/prompts.jsonl')) },
    { path: schemaPath, content: shipped('schema/lattice.schema.json') },
  ]
}

function shipped(path: string): string {
  return readFileSync(packageFile(path), 'utf8')
}

function starterConfig(name: string, model: string): string {
  return `# yaml-language-server: $schema=${schemaPath}
# lattice config schema lists every key; lattice config show what is used.
name: ${name}
seed: 1337

models:
  generator: ${model} # writes the answers and is trained
${model === 'tiny' ? tinyJudges : otherJudges}
constitution: constitution.yaml
data:
  prompts: prompts.jsonl
  split: { validation: 0.2, evaluation: 0.2 } # the rest is trained on

generate: { n: 4, temperature: 0.8, top_p: 0.9, max_new_tokens: 100 }
select:
  sft: { policy: best } # the best answer to each prompt becomes an example
  dpo: { policy: margin } # best and worst, when far enough apart

train:
  sft: { method: sft }
  dpo: { method: dpo, from: sft }

eval: { models: [base, sft, dpo], baseline: base, samples: 1 }
`
}

const tinyJudges = `  critic: tiny # selects training data; knows only its small world
  judge: rules # declares the result, so it is not the critic
`

const otherJudges = `  critic: rules # selects training data; a chat model judges better
  judge: rules # declares the result; best not the critic
`

/** As many prompts of each class, in their order; rows that don't say their class count as one class. */
function somePrompts(jsonl: string): string {
  const taken = new Map<string, number>()
  const lines = jsonl.split('\n').filter((line) => {
    if (line.trim() === '') return false
    const row: unknown = JSON.parse(line)
    const kind = isSection(row) ? String(row.class) : ''
    taken.set(kind, (taken.get(kind) ?? 0) + 1)
    return taken.get(kind)! <= promptsPerClass
  })
  return lines.map((line) => `${line}\n`).join('')
}

/** The .gitignore of a project, with what lattice makes; an existing one keeps its lines. */
export function gitignoreWith(path: string): string {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = before.split(/\r?\n/)
  const missing = ignored.filter((line) => !lines.includes(line))
  const start = before === '' || before.endsWith('\n') ? before : `${before}\n`
  return missing.length === 0 ? before : `${start}${missing.join('\n')}\n`
}

/** Results, and the key of redaction: whoever has both can test which value a placeholder stands for. */
const ignored = ['outputs/', '.lattice/redaction.key']
