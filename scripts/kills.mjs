/**
 * Kills `lattice run` again and again, and looks whether that shows. One undisturbed run is the reference. Then rounds:
 * each begins with nothing, is killed (-9) about ten times at drawn moments, goes on each time by the same command, and
 * ends; what it made must be what the reference made, byte for byte.
 *
 * Right after each kill: no process is left 2 s later, the ledger is sound, nothing that was acknowledged (answers,
 * metrics, finished steps, what was printed) is lost or changed, and no file under a final name is torn.
 *
 * Measured (--seed 20261121, 26 rounds, 88 minutes on two busy cores): 82 kills of our process, 42 of the worker, 44 of
 * both, 32 of all at once; 8,764 answers acknowledged and none lost; 2,313 of 2,314 files the same, 8 trainings that went on
 * from a checkpoint among them; the last process gone after at most 198 ms. The one file was the content log, which told
 * the first step twice (round 18). A second run (--seed 7) found in its second round that answers which were in the file
 * and not yet in the ledger were asked again by a later step, in another batch, and came out 3e-7 apart. Both are mended.
 *
 * Exits 1 when anything was not so, keeps that round's folder and says how to play it again.
 *
 * --short is a smaller run; --stub has a small program in place of the models (kills/stub.mjs).
 * Linux, as processes are found in /proc. Needs dist/ and the Python environment.
 * Usage: node scripts/kills.mjs [--kills 200] [--seed 1] [--stage train] [--only <round>] [--short | --stub]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { attempt, killCurrent } from './kills/attempt.mjs'
import { afterKill, finishedSteps, newMemory } from './kills/checks.mjs'
import { compareWith, referenceOf, resumedTrainings } from './kills/compare.mjs'
import { drawMoments } from './kills/moments.mjs'
import { newProject, stages } from './kills/project.mjs'
import { randomFrom } from './kills/random.mjs'
import { summary, tally } from './kills/summary.mjs'

const killsPerRound = 12
/** One step that differs makes all after it differ, too. */
const shownProblems = 12
const options = readOptions()
const work = mkdtempSync(join(tmpdir(), 'lattice-kills-work-'))
const until = options.stage === null ? [] : ['--until', options.stage]
const say = (text) => process.stderr.write(`${text}\n`)
const totals = tally()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    process.stdout.write(summary(totals))
    killCurrent()
    process.exit(130)
  })
}

const reference = await undisturbed()
const first = options.only ?? 1
for (let round = first; totals.kills < options.kills; round += 1) {
  await playRound(round)
  if (options.only !== null) break
}
process.stdout.write(summary(totals))
if (totals.problems === 0) rmSync(work, { recursive: true, force: true })
process.exitCode = totals.problems === 0 ? 0 : 1

/** @throws when it fails: then there is nothing to compare with */
async function undisturbed() {
  const project = newProject(join(work, 'reference'), options.size)
  const begun = performance.now()
  const result = await attempt(project, null, ...until)
  if (result.exit?.code !== 0) throw new Error(`The undisturbed run failed:\n${result.stderr}`)
  const seconds = (performance.now() - begun) / 1000
  const made = referenceOf(project.outputs)
  const told = finishedSteps(result.stderr)
  const silent = [...made.snapshot.steps.keys()].filter((id) => !told.includes(id))
  if (silent.length > 0) throw new Error(`What is printed can't be read: no "✓ ${silent[0]}".`)
  say(`undisturbed: ${made.snapshot.steps.size} steps, ${made.files.size} files in ${seconds.toFixed(0)} s`)
  return { ...made, counts: result.counts, seconds }
}

async function playRound(round) {
  const project = newProject(join(work, `round-${round}`), options.size)
  const random = randomFrom(options.seed, round)
  const moments = drawMoments({
    random,
    kills: Math.min(killsPerRound, options.kills),
    stage: options.stage,
    ...reference,
  })
  const memory = newMemory()
  let problems = 0
  const tell = (what, found) => {
    problems += found.length
    say(`round ${round}, ${what}${found.length > 0 ? '' : ': good'}`)
    for (const problem of found.slice(0, shownProblems)) say(`  ✗ ${problem}`)
    if (found.length > shownProblems) say(`  and ${found.length - shownProblems} more`)
  }
  for (const moment of moments) {
    if (totals.kills >= options.kills) break
    if (isDone(memory, moment.step)) continue
    const result = await attempt(project, moment, ...until)
    if (result.struck === undefined) break
    count(moment, result)
    const found = afterKill({ result, memory, reference, ...project })
    tell(`kill ${totals.kills} of ${result.target}, ${result.struck}`, found)
    if (result.exit?.code === 0) break
  }
  tell('end', [...(await goOn(project)), ...end({ project, memory }), ...(await goOn(project, allReused))])
  finish({ round, project, problems })
}

function isDone(memory, step) {
  return [...memory.done.keys()].some((id) => id.replaceAll(':', '-') === step)
}

function count({ step, kind }, { target, lingered, orphans, before }) {
  // What the clock hits is known only then.
  const begun = [...before.steps.values()].find(({ status }) => status === 'started')?.id
  const where = kind === 'time' ? (begun ?? 'start') : step
  totals.killed({ stage: where.split(/[-:]/)[0], kind, target, lingered, orphans: orphans.length })
}

/** The same command again, to its end. */
async function goOn(project, alsoTrue = null) {
  const result = await attempt(project, null, '--json', ...until)
  if (result.exit?.code !== 0)
    return [`it can't go on: ${JSON.stringify(result.exit)} ${result.stderr.slice(-800)}`]
  return alsoTrue === null ? [] : alsoTrue(JSON.parse(result.stdout))
}

function allReused({ steps }) {
  const made = steps.filter(({ decision }) => decision !== 'reuse')
  return made.map(({ id }) => `${id} was made once more at the end`)
}

function end({ project, memory }) {
  const { compared, same, problems } = compareWith(reference, { ...project, memory })
  totals.files += compared
  totals.same += same
  totals.answers += memory.answers.size
  totals.resumed += resumedTrainings(project.outputs)
  return problems
}

function finish({ round, project, problems }) {
  totals.rounds += 1
  totals.problems += problems
  if (problems === 0) return rmSync(project.folder, { recursive: true, force: true })
  const stage = options.stage === null ? '' : ` --stage ${options.stage}`
  const again = `node scripts/kills.mjs --seed ${options.seed}${stage}${options.size === 'full' ? '' : ` --${options.size}`} --only ${round}`
  say(`  kept: ${project.folder}; again: ${again}`)
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      stage: { type: 'string' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      stub: { type: 'boolean', default: false },
    },
  })
  const { stage = null, only, short, stub, seed } = values
  const size = stub ? 'stub' : short ? 'short' : 'full'
  if (stage !== null && !stages.includes(stage)) throw new Error(`--stage takes ${stages.join(', ')}.`)
  return { kills: Number(values.kills), seed, stage, only: only === undefined ? null : Number(only), size }
}
