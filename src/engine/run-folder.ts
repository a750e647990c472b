/**
 * `outputs/<run>/`: where a person finds things. It holds the resolved config, the plan, the reports, and links to
 * the steps under plain names; the steps themselves are shared between runs.
 */
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stringify } from 'yaml'
import { copyFileAtomic, removePartials, writeFileAtomic } from '../io/files/atomic-write.js'
import type { StepRow } from '../io/ledger/steps.js'
import type { PlannedStep } from './plan.js'

const reports = ['report.json', 'paired_results.json', 'failures.json'] as const

/** Writes what is known before the run: what was asked and what will be done. */
export function writePlan({
  outputs,
  run,
  config,
  plan,
}: {
  outputs: string
  run: string
  config: unknown
  plan: readonly PlannedStep[]
}): void {
  const folder = join(outputs, run)
  mkdirSync(folder, { recursive: true })
  removePartials(folder)
  writeFileAtomic(join(folder, 'config.yaml'), stringify(config, { aliasDuplicateObjects: false }))
  const steps = plan.map(({ definition: { recipe }, decision, reason }) => ({
    id: recipe.id,
    decision,
    reason,
  }))
  writeFileAtomic(join(folder, 'plan.json'), `${JSON.stringify(steps, null, 2)}\n`)
}

/** Points the run's plain names at its steps, and copies its reports. */
export function linkSteps(outputs: string, run: string, rows: ReadonlyMap<string, StepRow>): void {
  for (const [id, row] of rows) {
    const target = join(outputs, row.folder)
    for (const name of plainNames(id))
      link(join(outputs, run, name), hasAdapter(id) ? join(target, 'adapter') : target)
    if (hasAdapter(id))
      for (const file of ['metrics.jsonl', 'probes.jsonl'])
        link(join(outputs, run, `${nameOf(id)}-${file}`), join(target, file))
    if (id.startsWith('compare:')) copyReports(target, join(outputs, run, 'eval'))
  }
  const last = [...rows.keys()].findLast(hasAdapter)
  const row = last === undefined ? undefined : rows.get(last)
  if (row) link(join(outputs, run, 'adapter'), join(outputs, row.folder, 'adapter'))
}

const nameOf = (id: string) => id.split(':')[1] as string

const hasAdapter = (id: string) => id.startsWith('train:')

/** `dataset:sft` → `sft-data`; a step that a person rarely looks for keeps its own name. */
function plainNames(id: string): string[] {
  const [stage, name] = id.split(':') as [string, string]
  const names: Record<string, string[]> = {
    prompts: ['prompts'],
    generate: ['candidates'],
    import: ['candidates'],
    critique: ['verdicts'],
    agreement: ['agreement'],
    select: [`${name}-selection`],
    dataset: [`${name}-data`],
    train: [`${name}-adapter`],
    compare: [],
  }
  return names[stage] ?? [id.replaceAll(':', '-')]
}

/** Renamed over the link before, so that the name is never missing. */
function link(path: string, target: string): void {
  const partial = `${path}.partial`
  rmSync(partial, { force: true })
  symlinkSync(relative(join(path, '..'), target), partial)
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    rmSync(path, { recursive: true, force: true })
  renameSync(partial, path)
}

function copyReports(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  removePartials(to)
  for (const name of reports)
    if (existsSync(join(from, name))) copyFileAtomic(join(from, name), join(to, name))
}
