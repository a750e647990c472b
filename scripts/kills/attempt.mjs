/** One `lattice run`: started, killed at its moment, and watched until nothing of it is left. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { kill, marked, roles, send, stop, untilGone } from './processes.mjs'
import { snapshot } from './snapshot.mjs'

const hook = fileURLToPath(new URL('hook.mjs', import.meta.url))
/** A worker has to be gone this soon after the orchestrator, in ms. */
const orphanLimit = 2000
/** A run that doesn't end on its own in this time hangs. */
const patience = 300_000

let current = null

/** For whoever ends this program in the middle: nothing that it started goes on. */
export const killCurrent = () => current !== null && kill(marked(current))

/**
 * @param moment as moments.mjs draws it, or null for a run that nobody kills
 * @returns `exit`, what was printed, `counts` (operations by step), and for a kill: `struck` (where), `target`,
 *   `before` (what was acknowledged by then), `orphans` and the `lingered` ms until the last process was gone
 */
export async function attempt({ folder, outputs, program }, moment, ...more) {
  const mark = `LATTICE_KILLS_MARK=${randomUUID()}`
  current = mark
  const run = start({ folder, outputs, program, moment, mark, more })
  const struck = moment === null ? null : await Promise.race([moments[moment.kind](run, moment), run.ended])
  const shot = typeof struck === 'string' ? await shoot({ run, mark, moment, outputs, struck }) : {}
  const exit = await Promise.race([run.ended, sleep(patience, null, { ref: false })])
  if (exit === null) kill(roles(mark, run.pid).all)
  const { took, left } = await untilGone(mark, orphanLimit)
  kill(left)
  return { ...shot, exit, ...run.said(), lingered: Math.round(took), orphans: left.map(({ pid }) => pid) }
}

/** Each waits for its moment and says where that was. */
const moments = {
  operation: async (run) => run.struck,
  async later(run, { delay }) {
    const where = await run.struck
    await sleep(delay)
    return `${delay} ms after ${where}`
  },
  async time(_run, { delay }) {
    await sleep(delay)
    return `${delay} ms after the start`
  },
  async checkpoint(run, { step, file, whole, delay }) {
    while (!isBeingSaved(run.outputs, { step, file, whole })) {
      const where = await Promise.race([run.struck, run.ended, sleep(2)])
      if (where) return where
    }
    await sleep(delay)
    return `${delay} ms after ${file} of a checkpoint in ${step} appeared, beside ${whole} or more whole ones`
  },
}

function start({ folder, outputs, program, moment, mark, more }) {
  const [name, value] = mark.split('=')
  const waits = moment?.kind !== 'later'
  const env = {
    ...process.env,
    CI: 'true',
    NO_COLOR: '1',
    [name]: value,
    LATTICE_KILLS_OUTPUTS: outputs,
    LATTICE_KILLS_MOMENT: JSON.stringify(moment?.operation ? { ...moment, wait: waits } : null),
  }
  const lattice = ['--import', hook, program, 'run', 'kills.yaml', '--progress', 'plain', ...more]
  const child = spawn(process.execPath, lattice, {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  const [, stdout, stderr, told, release] = child.stdio
  // Whoever is killed can't read any more.
  release.on('error', () => undefined)
  const text = { stdout: '', stderr: '', counts: {} }
  stdout.on('data', (bytes) => (text.stdout += bytes))
  stderr.on('data', (bytes) => (text.stderr += bytes))
  const struck = new Promise((resolve) => {
    createInterface({ input: told }).on('line', (line) => {
      const message = JSON.parse(line)
      if (message.struck) resolve(message.struck)
      if (message.counts) text.counts = message.counts
    })
  })
  const ended = new Promise((resolve) => {
    child.on('exit', async (code, signal) => {
      // Whoever holds its pipes open now is an orphan, and is looked for.
      await Promise.race([once(child, 'close'), sleep(200)])
      resolve({ code, signal })
    })
  })
  return { pid: child.pid, outputs, struck, ended, said: () => text, release: () => release.end('.') }
}

/** The run is stopped while what it acknowledged is read, so that there is one state to hold it to. */
async function shoot({ run, mark, moment, outputs, struck }) {
  await stop(run.pid)
  const printed = run.said().stderr
  const before = snapshot(outputs)
  const { all, host, job } = roles(mark, run.pid)
  const worker = job ?? host
  const orchestrator = all.filter(({ pid }) => pid === run.pid)
  const target = moment.target === 'worker' && !worker ? 'orchestrator' : moment.target
  const victims = {
    orchestrator,
    worker: worker ? [worker] : [],
    both: [...orchestrator, ...(worker ? [worker] : [])],
    all,
  }
  // It ended by itself just before.
  if (victims[target].length === 0) return {}
  kill(victims[target])
  if (target === 'worker') {
    send(run.pid, 'SIGCONT')
    run.release()
  }
  return { struck, target, before, printed }
}

/** Whether there are so many whole checkpoints, and one that has this file and is not whole yet. */
function isBeingSaved(outputs, { step, file, whole }) {
  const names = filesOf(join(outputs, 'steps')).filter((name) => name.startsWith(`${step}-`))
  const folders = names.flatMap((name) => {
    const checkpoints = join(outputs, 'steps', name, 'checkpoints')
    return filesOf(checkpoints).map((checkpoint) => filesOf(join(checkpoints, checkpoint)))
  })
  const isWhole = (files) => files.includes('lattice-checkpoint.json')
  const saving = folders.filter((files) => !isWhole(files))
  return folders.length - saving.length >= whole && saving.some((files) => files.includes(file))
}

/** None where the folder is not there, or no more. */
function filesOf(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
