import { join } from 'node:path'
import type { Command } from 'commander'
import { lostLedgerNotes } from '../engine/lost-ledger.js'
import { runViewOn } from '../engine/run-view.js'
import { viewLedger } from '../io/ledger/ledger.js'
import type { RunRow } from '../io/ledger/runs.js'
import { addOutputOptions } from './options.js'
import { verdictOf } from './outcome.js'
import { plotsText } from './plots.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { configureCompare } from './runs-compare.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { minuteText } from './terminal/duration.js'
import { factsText } from './terminal/facts.js'
import { printResult } from './terminal/result.js'
import { rowsWithin, table } from './terminal/table.js'
import { readingWidth, wrap } from './terminal/wrap.js'

export function configure(command: Command): void {
  const list = command
    .command('ls')
    .summary('all runs')
    .description('All runs of the outputs folder, oldest first.')
  where(list).action(listRuns)
  const show = command
    .command('show')
    .summary('one run')
    .description('One run: its steps, figures, proofs and environment.')
  where(show)
    .argument('[run]', 'id, number, @alias or latest', 'latest')
    .option('--plot', 'draw its losses, and how scores and lengths are spread')
    .action(showRun)
  const compare = command
    .command('compare')
    .summary('two runs beside each other')
    .description(
      'What two runs were asked differently, what was measured on the prompts of both, and on which prompts the verdict changed.',
    )
  configureCompare(where(compare))
}

const where = (command: Command) =>
  addOutputOptions(command)
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .option(
      '--set <key=value>',
      'e.g. --set outputs=…',
      (value: string, before: string[]) => [...before, value],
      [],
    )

type Flags = RunFlags & { json?: boolean; quiet?: boolean; plot?: boolean }

function listRuns(flags: Flags): void {
  const outputs = outputsOf(flags)
  const ledger = viewLedger(outputs)
  try {
    for (const note of lostLedgerNotes(outputs, ledger)) process.stderr.write(`! ${cleanText(note)}\n`)
    const runs = ledger.runs
      .list()
      .map((run) => ({ ...shortly(run), steps: ledger.runs.steps(run.id).length }))
    const rows = runs.map(({ id, status, steps, created }) => [
      id,
      status,
      String(steps),
      minuteText(created),
    ])
    const columns = [
      { title: 'run' },
      { title: 'status' },
      { title: 'steps', align: 'right' as const },
      { title: 'opened' },
    ]
    const text = () => (runs.length === 0 ? 'No run yet. `lattice run` makes one.\n' : table(columns, rows))
    printResult(runs, flags.quiet ? () => runs.map(({ id }) => `${id}\n`).join('') : text, flags)
  } finally {
    ledger.close()
  }
}

async function showRun(reference: string, flags: Flags): Promise<void> {
  const outputs = outputsOf(flags)
  const run = findRun(outputs, reference)
  const ledger = viewLedger(outputs)
  try {
    const steps = ledger.runs.steps(run.id).map(({ id, step, decision, reason }) => {
      const row = ledger.steps.get(step)
      const proofs = ledger.training.checks(step)
      return {
        id,
        decision,
        reason,
        key: step,
        status: row?.status,
        folder: join(outputs, row?.folder ?? ''),
        facts: row?.facts ?? {},
        proofs,
        artifacts: row?.artifacts ?? [],
      }
    })
    const value = {
      ...shortly(run),
      config: run.config,
      overlay: run.overlay,
      environment: run.environment,
      steps,
    }
    const view = runViewOn({ ledger, outputs, run })
    const plots = flags.plot && !flags.json ? `\n${await plotsText(view, page())}` : ''
    const verdict = verdictOf(view)
    printResult(value, () => `${runText(run, steps, verdict)}${plots}`, flags)
  } finally {
    ledger.close()
  }
}

const page = () => ({ colours: coloursFor('stdout'), width: readingWidth(process.stdout) })

function runText(
  run: RunRow,
  steps: {
    id: string
    decision: string
    facts: Record<string, unknown>
    proofs: { name: string; passed: boolean; value: unknown; detail: string }[]
  }[],
  verdict: string | null,
): string {
  const { git, device, cores, versions } = run.environment as {
    git: { commit: string; dirty: boolean } | null
    device: { type: string; name?: string }
    cores: number
    versions: Record<string, string>
  }
  const changes = Object.entries(run.overlay)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
  const named = ['torch', 'transformers', 'trl', 'peft'].map((name) => `${name} ${versions?.[name] ?? '?'}`)
  const rows = steps.map(({ id, decision, facts }) => [
    id,
    decision === 'run' ? 'made' : 'reused',
    id.startsWith('compare:') && verdict !== null ? verdict : factsText(facts),
  ])
  const proofs = steps.flatMap(({ id, proofs: found }) =>
    found.map((proof) => [id, proof.passed ? 'yes' : 'NO', proof.name, proofText(proof)]),
  )
  const { width } = page()
  const prose = (text: string) =>
    wrap(cleanText(text), width)
      .map((line) => `${line}\n`)
      .join('')
  return [
    `${run.id}  ${run.status}  ${minuteText(run.createdAt)}\n`,
    prose(`config ${run.configFile ?? 'from flags'}${changes === '' ? '' : `, with ${changes}`}`),
    prose(
      `git ${git ? `${git.commit.slice(0, 12)}${git.dirty ? ' (dirty)' : ''}` : 'none'} · ${device.type}${device.name ? ` (${device.name})` : ''} · ${cores} cores · ${named.join(', ')}`,
    ),
    `\n${rowsWithin(rows, width)}`,
    proofs.length > 0 ? `\nProofs of effect\n${rowsWithin(proofs, width)}` : '',
  ].join('')
}

const shortly = ({ id, number, status, configFile, createdAt, updatedAt }: RunRow) => ({
  id,
  number,
  status,
  configFile,
  created: createdAt,
  updated: updatedAt,
})

/** The ledger keeps the figure of a proof as text. */
function proofText({ value, detail }: { value: unknown; detail: string }): string {
  const figure = value === null || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(figure) ? `${Number(figure.toPrecision(4))}: ${detail}` : detail
}
