/**
 * Loaded into `lattice` before its own code (node --import). Counts what it does to files and to the ledger, step by
 * step, and at the moment asked for says so on descriptor 3 and waits on descriptor 4 until it is killed or released.
 * So a kill can fall between any two operations, or into the middle of one, and fall there again.
 */
import fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join, relative, resolve, sep } from 'node:path'

const real = { ...fs }
/** `{ step, operation, when: before | after | torn, wait }`, or null when operations are only counted. */
const moment = JSON.parse(process.env.LATTICE_KILLS_MOMENT)
const outputs = resolve(process.env.LATTICE_KILLS_OUTPUTS)
const counts = {}
const paths = new Map()
let step = 'start'
let depth = 0
let struck = false

/** What half of an operation is: what a process that is killed in the middle of it leaves. */
const torn = {
  writeSync: (file, bytes, offset, length) => real.writeSync(file, bytes, offset, Math.floor(length / 2)),
  writeFileSync: (path, content) => real.writeFileSync(path, content.slice(0, content.length >> 1)),
  copyFileSync(from, to) {
    const bytes = real.readFileSync(from)
    real.writeFileSync(to, bytes.subarray(0, bytes.length >> 1))
  },
  rmSync(path) {
    if (!real.statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
    const names = real.readdirSync(path).sort()
    for (const name of names.slice(0, names.length >> 1)) real.rmSync(join(path, name), { recursive: true })
  },
}

const byPath = ['mkdirSync', 'rmSync', 'renameSync', 'symlinkSync', 'copyFileSync', 'writeFileSync']
for (const name of byPath) wrap(fs, name, (...values) => values[name === 'renameSync' ? 0 : targetAt(name)])
wrap(fs, 'openSync', (path, flags) => (/[wa]/.test(flags ?? 'r') ? path : undefined))
for (const name of ['writeSync', 'fsyncSync', 'ftruncateSync']) wrap(fs, name, (file) => paths.get(file))
const counted = fs.openSync
fs.openSync = (path, ...rest) => {
  const file = counted(path, ...rest)
  paths.set(file, path)
  return file
}
syncBuiltinESMExports()
watchLedger()
process.on('exit', () => say({ counts }))

/** Where the path stands among the values of a call. */
function targetAt(name) {
  return ['copyFileSync', 'symlinkSync'].includes(name) ? 1 : 0
}

function wrap(object, name, pathOf) {
  const original = object[name]
  object[name] = function (...values) {
    const path = depth === 0 ? pathOf.apply(this, values) : undefined
    const shown = typeof path === 'string' ? belowOutputs(path) : undefined
    if (shown === undefined) return original.apply(this, values)
    return operation(
      `${name.replace('Sync', '')} ${shown}`,
      () => original.apply(this, values),
      () => {
        if (torn[name]) torn[name](...values)
      },
    )
  }
}

function watchLedger() {
  const Database = createRequire(import.meta.url)('better-sqlite3')
  const probe = new Database(':memory:')
  const statement = Object.getPrototypeOf(probe.prepare('BEGIN'))
  probe.close()
  const { run } = statement
  statement.run = function (...values) {
    const name = /^(INSERT|UPDATE|DELETE|COMMIT)[A-Z ]*\w*/i.exec(this.source.trim())?.[0]
    if (name === undefined || depth > 0) return run.apply(this, values)
    return operation(
      `ledger ${name}`,
      () => run.apply(this, values),
      () => undefined,
    )
  }
}

function operation(name, whole, half) {
  enter(name)
  counts[step] = (counts[step] ?? 0) + 1
  const now = isNow()
  if (now && moment.when !== 'after') {
    if (moment.when === 'torn') inside(half)
    strike(name)
  }
  const result = inside(whole)
  if (now && moment.when === 'after') strike(name)
  return result
}

/** A step begins with its folder. */
function enter(name) {
  const folder = /^mkdir steps\/([a-z0-9_-]+)-[0-9a-f]{12}$/.exec(name)?.[1]
  if (folder !== undefined) step = folder
}

/** At the step's last operation at the latest: a step that goes on has less to do than one that starts. */
function isNow() {
  if (moment === null || struck) return false
  if (step === moment.step) return counts[step] >= moment.operation
  return counts[moment.step] !== undefined
}

function strike(name) {
  struck = true
  say({ struck: `${step} ${moment.when} operation ${counts[step]} (${name})` })
  if (moment.wait) real.readSync(4, Buffer.alloc(1))
}

/** Calls of one operation that node makes itself are not counted again. */
function inside(work) {
  depth += 1
  try {
    return work()
  } finally {
    depth -= 1
  }
}

function say(message) {
  real.writeSync(3, `${JSON.stringify(message)}\n`)
}

function belowOutputs(path) {
  const below = relative(outputs, resolve(path))
  return below.startsWith('..') ? undefined : below.split(sep).join('/')
}
