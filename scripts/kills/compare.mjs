/** A run that was killed and went on, beside one that nobody disturbed. */
import { readFileSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lost } from './checks.mjs'
import { filesBelow, sha256 } from './files.mjs'
import { snapshot } from './snapshot.mjs'

/** Say when or for whom, not what: the log of a worker, its job, why a step ran, the ledger as a file. */
const incidental = /(^|\/)(worker\.log|job\.json|plan\.json|lattice\.db(-wal|-shm)?|\.lock\.db|\.lock-owner)$/

/** What an undisturbed run left. */
export function referenceOf(outputs) {
  return { outputs, snapshot: snapshot(outputs), files: contentsOf(outputs) }
}

/** @returns `problems`, and how many files were `compared` and are byte for byte the `same` */
export function compareWith(reference, { outputs, memory }) {
  const now = snapshot(outputs)
  const files = contentsOf(outputs)
  const names = [...new Set([...reference.files.keys(), ...files.keys()])]
  const different = names.filter((name) => files.get(name) !== reference.files.get(name))
  return {
    compared: names.length,
    same: names.length - different.length,
    problems: [
      ...lost(memory, now),
      ...different.map((name) => how(name, files, reference.files)),
      ...differentSteps(now, reference.snapshot),
      ...(now.runs.map(({ id, status }) => `${id} ${status}`).join() === 'kills-1 done'
        ? []
        : [`the runs are ${JSON.stringify(now.runs)}`]),
    ],
  }
}

/** Trainings of which a later attempt began behind its first step, so from a checkpoint. */
export function resumedTrainings(outputs) {
  const first = new Map()
  for (const name of snapshot(outputs).metrics.keys()) {
    const [training, attempt, , step] = name.split(' ')
    const key = `${training} ${attempt}`
    first.set(key, Math.min(first.get(key) ?? Number.POSITIVE_INFINITY, Number(step)))
  }
  return [...first.values()].filter((step) => step > 1).length
}

function differentSteps({ steps }, expected) {
  return [...expected.steps].flatMap(([id, { key, facts }]) => {
    const step = steps.get(id)
    if (step?.status !== 'done') return [`${id} is ${step?.status ?? 'missing'}`]
    if (step.key !== key) return [`${id} was made from other inputs`]
    return step.facts === facts ? [] : [`${id} tells other facts: ${step.facts} instead of ${facts}`]
  })
}

function how(name, files, expected) {
  if (!files.has(name)) return `${name} is missing`
  return expected.has(name) ? `${name} differs` : `${name} was left behind`
}

/** Hash of each file, target of each link, by the path below the folder. */
function contentsOf(outputs) {
  const kept = filesBelow(outputs).filter(({ name }) => !incidental.test(name))
  return new Map(
    kept.map(({ name, link }) => {
      const path = join(outputs, name)
      return [name, link ? readlinkSync(path) : sha256(contentOf(path, outputs))]
    }),
  )
}

/** Without what has to differ: the time of an event, that a worker died, the folder that a config names. */
function contentOf(path, outputs) {
  const bytes = readFileSync(path)
  if (path.endsWith('content.jsonl'))
    return bytes
      .toString('utf8')
      .replace(/,"timestamp":"[^"]*"/g, '')
      .replace(/^\{"stage":"ERROR".*\n/gm, '')
  return path.endsWith('config.yaml') ? bytes.toString('utf8').replaceAll(dirname(outputs), '') : bytes
}
