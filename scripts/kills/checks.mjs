/** What must be true right after a kill. Each check returns the problems that it finds, as sentences. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, hashOf } from './files.mjs'
import { ledgerProblems, snapshot } from './snapshot.mjs'

/** @param memory what was ever seen as acknowledged in this round; grows by what is seen now */
export function afterKill({ result, outputs, memory, reference }) {
  const now = snapshot(outputs)
  for (const seen of [result.before, now]) remember(memory, seen)
  return [
    ...(result.exit === null ? ['it hangs: the run did not end by itself'] : []),
    ...result.orphans.map((pid) => `process ${pid} outlived the run by 2 s`),
    ...wrongEnd(result),
    ...ledgerProblems(outputs),
    ...lost(memory, now),
    ...unreadable(outputs, now),
    ...broken(outputs, now),
    ...printedTooEarly(result.printed, now),
    ...tornFiles(outputs, now, reference),
  ]
}

export const newMemory = () => ({ answers: new Map(), lines: new Map(), done: new Map(), metrics: new Map() })

function remember(memory, { answers, lines, steps, metrics }) {
  for (const [key, place] of answers) if (!memory.answers.has(key)) memory.answers.set(key, place)
  for (const [path, bytes] of lines) {
    const known = memory.lines.get(path)
    if (!known || (bytes.length > known.length && bytes.subarray(0, known.length).equals(known)))
      memory.lines.set(path, bytes)
  }
  for (const [name, values] of metrics) if (!memory.metrics.has(name)) memory.metrics.set(name, values)
  for (const [id, step] of steps)
    if (step.status === 'done' && !memory.done.has(id)) memory.done.set(id, step)
}

/** Nothing acknowledged is lost or changed. Also asked of a run that has ended well. */
export function lost(memory, { answers, lines, steps, metrics }) {
  const problems = []
  for (const [key, place] of memory.answers) {
    if (JSON.stringify(answers.get(key)) !== JSON.stringify(place))
      problems.push(`the ledger has lost or moved the answer ${key} of ${place.file}`)
  }
  for (const [path, bytes] of memory.lines) {
    if (!lines.get(path)?.subarray(0, bytes.length).equals(bytes))
      problems.push(`${path} has lost or changed lines that were whole before`)
  }
  for (const [name, values] of memory.metrics)
    if (metrics.get(name) !== values) problems.push(`the ledger has lost or changed the metric ${name}`)
  for (const [id, step] of memory.done)
    if (JSON.stringify(steps.get(id)) !== JSON.stringify(step))
      problems.push(`${id} was done and is so no more`)
  return problems
}

/** A killed worker is an error that a person can act on; everyone else has no last word. */
function wrongEnd({ target, exit, stderr }) {
  if (target !== 'worker' || exit === null || exit.code === 0) return []
  if (exit.code === 1 && stderr.includes('The Python worker was killed')) return []
  return [`after the worker's death it ended with ${JSON.stringify(exit)}: ${stderr.slice(-600)}`]
}

/** Every answer in the ledger stands where the ledger says. */
function unreadable(outputs, { answers }) {
  const files = new Map()
  return [...answers.values()].flatMap(({ key, file, offset, length }) => {
    if (!files.has(file))
      files.set(file, existsSync(join(outputs, file)) ? readFileSync(join(outputs, file)) : null)
    try {
      if (JSON.parse(files.get(file).subarray(offset, offset + length)).key === key) return []
    } catch {
      // Named below.
    }
    return [`the answer ${key} is not at byte ${offset} of ${file}`]
  })
}

/** What is done has the outputs that were recorded. */
function broken(outputs, { steps }) {
  return [...steps.values()].flatMap(({ id, status, folder, artifacts }) =>
    status !== 'done'
      ? []
      : artifacts
          .filter(({ name, sha256 }) => hashOf(join(outputs, folder, name)) !== sha256)
          .map(({ name }) => `${id} is done, but its ${name} is not what was recorded`),
  )
}

/** What a person was told is so. */
function printedTooEarly(printed, { steps, lines }) {
  const folderOf = (id) => `steps/${id.replaceAll(':', '-')}-`
  const done = finishedSteps(printed)
    .filter((id) => steps.get(id)?.status !== 'done')
    .map((id) => `it said that ${id} is done, and the ledger doesn't know`)
  const counted = [...printed.matchAll(/^ {2}(\S+:\S+) {2}(\d+)\/\d+ (?:answers|questions)/gm)]
  const short = counted.flatMap(([, id, told]) => {
    const [, bytes] = [...lines].find(([path]) => path.startsWith(folderOf(id))) ?? []
    const kept = bytes?.toString('utf8').split('\n').length - 1
    return kept >= Number(told) ? [] : [`it said that ${id} has ${told} answers, and there are ${kept}`]
  })
  return [...done, ...short]
}

export const finishedSteps = (printed) => [...printed.matchAll(/^ *✓ ([a-z]+:\S+)/gm)].map(([, id]) => id)

/**
 * A file under its final name is whole, also before its step is done. What stages make is known from the undisturbed
 * run; of the rest, JSON is read.
 */
function tornFiles(outputs, { steps }, reference) {
  const problems = []
  for (const { id, status, folder } of steps.values()) {
    const expected = reference.snapshot.steps.get(id)
    if (status === 'done' || expected?.folder !== folder) continue
    for (const { name, sha256 } of expected.artifacts) {
      const place = join(folder, name)
      const path = join(outputs, place)
      if (!existsSync(path) || hashOf(path) === sha256) continue
      if (growing.test(name) && isBeginning(path, join(reference.outputs, place))) continue
      problems.push(`${place} is not whole, or not what an undisturbed run makes`)
    }
  }
  return [...problems, ...badJson(outputs)]
}

/** Has whole lines from the start of its step on, and maybe half a line at its end. */
const growing = /^probes\.jsonl$/

function isBeginning(path, whole) {
  const bytes = readFileSync(path)
  const lines = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
  return readFileSync(whole).subarray(0, lines.length).equals(lines)
}

/** Written for the worker alone, and anew for each job. */
const transient = /(^|\/)job\.json$/

function badJson(outputs) {
  return filesBelow(outputs)
    .filter(({ name, link }) => !link && name.endsWith('.json'))
    .filter(({ name }) => !/checkpoints\/|\.partial/.test(name) && !transient.test(name))
    .flatMap(({ name }) => {
      try {
        JSON.parse(readFileSync(join(outputs, name), 'utf8'))
        return []
      } catch {
        return [`${name} is torn`]
      }
    })
}
