/**
 * The whole program on a machine that fails it: each trouble is one message with its exit code, and once its cause is
 * gone the same command ends in the same artifacts. Python is a small program here, so a run takes seconds; needs dist/.
 */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type Ended, type ProcessProject, processProject } from './cli/fixtures/own-process.js'
import { smallDisk } from './io/files/fixtures/small-disk.js'

const quiet = ['run', '-q', '-v', '0']
const someSteps = [...quiet, '--until', 'select']
const firstStep = [...quiet, '--until', 'generate']
let project: ProcessProject
let whole: Map<string, string>

beforeAll(async () => {
  project = processProject()
  expect(await project.lattice(quiet)).toMatchObject({ exitCode: 0 })
  whole = project.artifacts()
}, 120_000)

/** The one message of a failed command: no stack, one line with the way out. */
function oneMessage({ stderr }: Ended): string {
  expect(stderr.match(/^✗ /gm), stderr).toHaveLength(1)
  expect(stderr).toMatch(/^ {2}→ /m)
  expect(stderr).not.toMatch(/^ {4}at |bug in lattice/m)
  return stderr.replaceAll(/\s+/g, ' ')
}

/** An outputs folder that nothing has been written to. */
let places = 0
const newPlace = () => join(project.folder, `outputs-${++places}`)
const to = (outputs: string) => ['--set', `outputs=${outputs}`]
const running = (child: { stderr: NodeJS.ReadableStream | null }, text: RegExp) =>
  new Promise<void>((resolve) => {
    let said = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes
      if (text.test(said)) resolve()
    })
  })

describe('a full disk', () => {
  test.each([60, 1200])('of %i kB is told with its folder, and then the run goes on', async (kilobytes) => {
    const disk = smallDisk(32_000_000)
    if (!disk) return expect(process.getuid?.(), 'mounting needs Linux and root').not.toBe(0)
    try {
      disk.leave(kilobytes * 1024)
      const outputs = join(disk.folder, 'outputs')
      const full = await project.lattice([...someSteps, ...to(outputs)])
      expect([1, 3]).toContain(full.exitCode)
      expect(oneMessage(full)).toContain(`The disk is full: ${outputs}`)
      const looked = await project.lattice(['runs', 'ls', ...to(outputs)])
      expect(looked, looked.stderr).toMatchObject({ exitCode: 0 })
      disk.empty()
      expect(await project.lattice([...someSteps, ...to(outputs)])).toMatchObject({ exitCode: 0 })
      expectSame(outputs)
    } finally {
      disk.remove()
    }
  })

  test('where nothing can be mounted: a limit on the size of a file', async () => {
    const outputs = newPlace()
    const limited = await project.lattice([...someSteps, ...to(outputs)], '', 60)
    expect(limited.exitCode).toBe(1)
    expect(oneMessage(limited)).toMatch(/is larger than this user may write|ulimit -f/)
    expect(await project.lattice([...someSteps, ...to(outputs)])).toMatchObject({ exitCode: 0 })
    expectSame(outputs)
  })

  test('and what lattice itself writes fails as a write, not by a signal that ends it without a word', async () => {
    const rows = Array.from({ length: 3000 }, (_, n) =>
      JSON.stringify({ prompt: `What is ${n}?`, answer: `It is ${n}.` }),
    )
    writeFileSync(join(project.folder, 'answers.jsonl'), rows.join('\n'))
    const limited = await project.lattice(
      ['import', 'answers.jsonl', '-q', '-v', '0', ...to(newPlace())],
      '',
      200,
    )
    expect(limited.exitCode).toBe(1)
    expect(oneMessage(limited)).toContain('.jsonl is larger than this user may write')
  })

  test('leaves what --out was to replace as it was', async () => {
    const disk = smallDisk(131_072)
    if (!disk) return expect(process.getuid?.(), 'mounting needs Linux and root').not.toBe(0)
    try {
      const [page, log, data] = ['report.html', 'log.jsonl', 'data'].map((name) =>
        join(disk.folder, name),
      ) as [string, string, string]
      const files = [page, log, join(data, 'train.jsonl')]
      writeFileSync(page, '<!doctype html><meta name="generator" content="lattice">')
      writeFileSync(log, '{"stage":"SUMMARY","content":{}}\n')
      expect(await project.lattice(['dataset', 'sft', '-q', '--out', data])).toMatchObject({ exitCode: 0 })
      const before = files.map((path) => readFileSync(path, 'utf8'))
      disk.fill()
      for (const args of [
        ['report', '--out', page],
        ['logs', 'export', '--format', 'jsonl', '--out', log],
        ['dataset', 'sft', '-q', '--out', data],
      ]) {
        const full = await project.lattice(args)
        expect(full.exitCode, args.join(' ')).toBe(1)
        expect(oneMessage(full)).toContain(`The disk is full: ${disk.folder}`)
      }
      expect(files.map((path) => readFileSync(path, 'utf8'))).toEqual(before)
      expect(readdirSync(disk.folder).sort()).toEqual(['data', 'filler', 'log.jsonl', 'report.html'])
    } finally {
      disk.remove()
    }
  })
})

describe('what can only be read', () => {
  test('is looked at by every command that only looks, and left as it is', async () => {
    const disk = smallDisk(32_000_000)
    if (!disk) return expect(process.getuid?.(), 'mounting needs Linux and root').not.toBe(0)
    try {
      const outputs = join(disk.folder, 'outputs')
      cpSync(project.outputs, outputs, { recursive: true, verbatimSymlinks: true })
      disk.readOnly()
      const page = join(project.folder, 'page.html')
      for (const args of [
        ['runs', 'ls'],
        ['runs', 'show'],
        ['status'],
        ['logs', 'show'],
        ['trace', candidateIn(outputs)],
        ['report', '--out', page],
        ['train', 'replay', '--step', 'sft'],
      ]) {
        const looked = await project.lattice([...args, ...to(outputs)])
        expect(looked, `${args.join(' ')}: ${looked.stderr}`).toMatchObject({ exitCode: 0 })
      }
      const same = await project.lattice(['runs', 'compare', '1', '1', ...to(outputs)])
      expect(same.exitCode).toBe(2)
      expect(oneMessage(same)).toContain('one and the same run')
      for (const args of [quiet, ['report']]) {
        const refused = await project.lattice([...args, ...to(outputs)])
        expect(refused.exitCode, args.join(' ')).toBe(3)
        expect(oneMessage(refused)).toMatch(/can't be written: its disk is read-only/)
      }
    } finally {
      disk.remove()
    }
  })

  test('an outputs folder that is a file, and a file of prompts that may not be read', async () => {
    const file = join(project.folder, 'a-file')
    writeFileSync(file, '')
    const refused = await project.lattice([...quiet, ...to(file)])
    expect(refused.exitCode).toBe(3)
    expect(oneMessage(refused)).toContain('a-file')
    chmodSync(file, 0)
    const unreadable = await project.lattice([
      ...quiet,
      '--set',
      `data.prompts=${file}`,
      ...to(join(project.folder, 'new')),
    ])
    expect([2, 3]).toContain(unreadable.exitCode)
    oneMessage(unreadable)
  })
})

describe('the ledger', () => {
  test('locked by another program is exit 3, and the run goes on when it is free', async () => {
    const other = new Database(join(project.outputs, 'lattice.db'))
    other.exec('BEGIN IMMEDIATE')
    const locked = await project.lattice([...quiet, '--force', 'compare'])
    expect(locked.exitCode).toBe(3)
    expect(oneMessage(locked)).toMatch(/lattice\.db is locked by another program/)
    expect(await project.lattice(['status'])).toMatchObject({ exitCode: 0 })
    other.exec('ROLLBACK')
    other.close()
    expect(await project.lattice([...quiet, '--force', 'compare'])).toMatchObject({ exitCode: 0 })
    expect(project.artifacts()).toEqual(whole)
  })
})

describe('two at once', () => {
  test('the second is refused with the process and the command of the first, which goes on', async () => {
    const outputs = newPlace()
    const first = project.start(['run', '-v', '0', ...to(outputs)], 'dawdle')
    await running(first.child, /generate:main/)
    const second = await project.lattice([...quiet, ...to(outputs)])
    expect(second.exitCode).toBe(3)
    expect(oneMessage(second)).toMatch(
      new RegExp(`is in use by another lattice \\(process ${first.child.pid} on \\S+, lattice run, since`),
    )
    expect((await project.lattice(['generate', '-q', ...to(outputs)])).exitCode).toBe(3)
    expect(await project.lattice(['runs', 'ls', ...to(outputs)])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('running'),
    })
    first.child.kill('SIGKILL')
    await first.ended
    expect(await project.lattice([...firstStep, ...to(outputs)])).toMatchObject({ exitCode: 0 })
    expectSame(outputs)
  })
})

describe('a worker that', () => {
  test.each([
    [
      'fall',
      1,
      /was killed by the system, most likely for lack of memory\. → Lower what it needs: batch_size/,
    ],
    ['babble', 1, /sent a line that is not JSON: Loading checkpoint shards/],
  ])(
    '%ss in the middle is told once, its answers are kept, and the rest is asked for',
    async (way, exitCode, message) => {
      const outputs = newPlace()
      const failed = await project.lattice([...firstStep, ...to(outputs)], `${way} after 20 answers`)
      expect(failed.exitCode).toBe(exitCode)
      expect(oneMessage(failed)).toMatch(message)
      const step = readdirSync(join(outputs, 'steps')).find((name) => name.startsWith('generate-')) as string
      const kept = readFileSync(join(outputs, 'steps', step, 'answers.jsonl'), 'utf8')
      expect(kept.trim().split('\n').length).toBeGreaterThanOrEqual(20)
      expect(await project.lattice([...firstStep, ...to(outputs)])).toMatchObject({ exitCode: 0 })
      expect(readFileSync(join(outputs, 'steps', step, 'answers.jsonl'), 'utf8').startsWith(kept)).toBe(true)
      expectSame(outputs)
    },
  )
})

describe('a stop', () => {
  test.each([
    ['SIGINT', 130, /generate:main/],
    ['SIGTERM', 143, /generate:main/],
    ['SIGHUP', 129, /generate:main/],
  ] as const)('by %s saves the state and is exit %i', async (signal, exitCode, at) => {
    const outputs = newPlace()
    const first = project.start(['run', '-v', '0', ...to(outputs)], 'dawdle')
    await running(first.child, at)
    first.child.kill(signal)
    const stopped = await first.ended
    expect(stopped.exitCode, stopped.stderr).toBe(exitCode)
    expect(oneMessage(stopped)).toContain('Run the same command again to continue.')
    expect(await project.lattice(['runs', 'ls', ...to(outputs)])).toMatchObject({
      stdout: expect.stringContaining('interrupted'),
    })
    expect(await project.lattice([...firstStep, ...to(outputs)])).toMatchObject({ exitCode: 0 })
    expectSame(outputs)
  })

  test('asked for twice does not wait for a worker that hangs, and leaves none behind', async () => {
    const outputs = newPlace()
    const { child, ended } = project.start(['run', '-v', '0', ...to(outputs)], 'hang after 5 answers')
    await running(child, /generate:main/)
    const pid = await vi.waitFor(() => workerOf(child.pid as number), { timeout: 10_000 })
    child.kill('SIGINT')
    await running(child, /once more to stop at once/)
    child.kill('SIGINT')
    expect((await ended).exitCode).toBe(130)
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}/cwd`)).toBe(false), { timeout: 10_000 })
    expect(await project.lattice([...firstStep, ...to(outputs)])).toMatchObject({ exitCode: 0 })
  })
})

function candidateIn(outputs: string): string {
  const [run] = readdirSync(outputs).filter((name) => name.startsWith('small-'))
  const rows = readFileSync(join(outputs, run as string, 'candidates', 'candidates.jsonl'), 'utf8')
  return JSON.parse(rows.split('\n')[0] as string).id
}

/** What a stopped and continued command made is what an undisturbed one makes. */
function expectSame(outputs: string): void {
  const made = project.artifacts(outputs)
  expect(made.size).toBeGreaterThan(0)
  expect(whole).toEqual(new Map([...whole, ...made]))
}

function workerOf(parent: number): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')
  const worker = Number(children[0])
  if (!worker) throw new Error('not yet')
  return worker
}
