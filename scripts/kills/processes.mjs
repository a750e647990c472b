/** The processes of one attempt, found by a mark in their environment: a child inherits it, whoever its parent is now. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Living processes that carry the mark; one that only waits to be reaped is dead. */
export function marked(mark) {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    const found = processOf(name)
    return found?.environment.includes(mark) && found.state !== 'Z' ? [found] : []
  })
}

/**
 * The orchestrator's child is the host, and the host's are its watchdog, which holds two pipes and nothing else, and
 * the worker of the job, if there is one.
 */
export function roles(mark, orchestrator) {
  const all = marked(mark)
  const host = all.find(({ parent }) => parent === orchestrator)
  const job = all.find(({ pid, parent }) => parent === host?.pid && openFiles(pid) > 3)
  return { all, host, job }
}

export function kill(processes) {
  for (const { pid } of processes) send(pid, 'SIGKILL')
}

export function send(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Stops a process where it is, and returns when it stands still. */
export async function stop(pid) {
  send(pid, 'SIGSTOP')
  while (!['T', 'Z', undefined].includes(processOf(pid)?.state)) await sleep(1)
}

/** Waits until nothing is left. Returns the milliseconds that took, and what was left at the limit. */
export async function untilGone(mark, limit) {
  const begun = performance.now()
  for (;;) {
    const left = marked(mark)
    const took = performance.now() - begun
    if (left.length === 0 || took > limit) return { took, left }
    await sleep(20)
  }
}

function processOf(name) {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    // The name of a program may hold brackets and spaces.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const environment = readFileSync(`/proc/${name}/environ`, 'utf8')
    return { pid: Number(name), parent: Number(parent), state, environment }
  } catch {
    return undefined
  }
}

function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}
