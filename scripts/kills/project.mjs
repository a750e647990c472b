/** The smallest run that goes over every stage, each time in a folder of its own. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** In the order of the graph; a stage's name for `--until` and `--stage`. */
export const stages = [
  'prompts',
  'generate',
  'critique',
  'select',
  'dataset',
  'train',
  'sample',
  'judge',
  'compare',
]

const training = {
  per_device_train_batch_size: 4,
  gradient_accumulation_steps: 1,
  // Dropout makes the order of random numbers matter, so that a resumed training can be seen to keep it.
  lora_dropout: 0.05,
}

const config = {
  name: 'kills',
  outputs: 'outputs',
  models: {
    generator: { id: 'tiny', batch_size: 4 },
    critic: { id: 'tiny', batch_size: 8 },
    judge: 'rules',
  },
  constitution: join(root, 'prompts', 'constitution.yaml'),
  data: {
    prompts: join(root, 'datasets', 'tiny', 'prompts.jsonl'),
    evaluation: join(root, 'datasets', 'eval', 'prompts.jsonl'),
  },
  generate: { n: 3, limit: 16, max_new_tokens: 60 },
  select: { dpo: { policy: 'margin', margin: 0.5, max_pairs_per_prompt: 2 } },
  train: {
    sft: { method: 'sft', learning_rate: 1e-3, max_steps: 10, evaluations: 5, ...training },
    dpo: { method: 'dpo', from: 'sft', learning_rate: 3e-4, max_steps: 6, evaluations: 3, ...training },
  },
  eval: {
    models: ['base', 'sft', 'dpo'],
    judges: ['critic', 'rules'],
    samples: 1,
    max_new_tokens: 60,
    limit: 16,
  },
}

/** The same with less of everything, for the tests. */
const short = {
  ...config,
  generate: { n: 2, limit: 12, max_new_tokens: 40 },
  train: {
    sft: { ...config.train.sft, max_steps: 6, evaluations: 3 },
    dpo: { ...config.train.dpo, max_steps: 4, evaluations: 2 },
  },
  eval: { models: ['base', 'dpo'], judges: ['critic', 'rules'], max_new_tokens: 40, limit: 12 },
}

/** For the program that stands in for the models: it lies beside the projects, so that all of them read one file. */
const stub = {
  ...config,
  models: { generator: '../model', critic: '../model', judge: 'rules' },
  generate: { n: 3, limit: 8 },
  eval: { ...config.eval, limit: 8 },
}

const sizes = { full: config, short, stub }

/** Makes the folder anew. JSON is YAML, too. */
export function newProject(folder, size) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'kills.yaml'), `${JSON.stringify(sizes[size], null, 2)}\n`)
  if (size === 'stub') newModel(join(folder, '..', 'model'))
  return { folder, outputs: join(folder, 'outputs'), program: size === 'stub' ? stubProgram : lattice }
}

const lattice = join(root, 'dist', 'main.js')
const stubProgram = join(root, 'scripts', 'kills', 'stub.mjs')

/** Enough of a model to be told from another one: nobody loads it. */
function newModel(folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), '{}')
  const header = Buffer.from('{"tensor":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, header, Buffer.alloc(1)]))
}
