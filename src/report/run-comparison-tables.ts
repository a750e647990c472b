/** Two runs beside each other: what was set, and what was measured. */
import type { Difference } from '../core/evaluation/difference.js'
import type { SettingChange } from '../core/setting-changes.js'
import { comparisonCells } from './comparison-cells.js'
import { points, probability } from './figures.js'
import { cell, type Table } from './table.js'

/** Of the Python packages those that compute are named, and the others counted. */
export function environmentTable(
  runs: [string, string],
  changes: readonly SettingChange[],
  widest: number,
): Table {
  const isNamed = ({ key }: SettingChange) => !key.startsWith('versions.') || namedPackages.test(key)
  const named = changes.filter(isNamed)
  const others = changes.length - named.length
  return {
    ...settingsTable('ENVIRONMENT', runs, named, widest),
    notes:
      others === 0
        ? []
        : [
            `${others} ${named.length === 0 ? '' : 'other '}${others === 1 ? 'package differs' : 'packages differ'}; --json names them.`,
          ],
  }
}

const namedPackages = /^versions\.(torch|transformers|trl|peft|bitsandbytes|accelerate)$/

/** @param widest characters of a value; longer ones are cut */
export function settingsTable(
  title: string,
  runs: [string, string],
  changes: readonly SettingChange[],
  widest: number,
): Table {
  return {
    title,
    columns: ['', ...runs].map((text) => ({ text, align: 'left' as const })),
    rows: changes.map(({ key, values }) => [
      cell(key),
      ...values.map((value) => cell(valueText(value, widest))),
    ]),
    notes: [],
  }
}

export function measuredTable(
  { judge, decoding, models }: { judge: string; decoding: string; models: [string, string] },
  runs: [string, string],
  differences: readonly Difference[],
): Table {
  const [model, other] = models
  const names = model === other ? runs : runs.map((run, index) => `${models[index]} of ${run}`)
  return {
    title: `MEASURED${model === other ? ` on ${model}` : ''}: judge ${judge}, ${decoding} answers`,
    columns: [
      { text: '', align: 'left' },
      ...names.map((text) => ({ text, align: 'right' as const })),
      { text: 'difference', align: 'right' },
      { text: 'verdict', align: 'left' },
    ],
    rows: differences.map((found) => [
      cell(labelOf(found)),
      cell(figureText(found, found.from_value)),
      cell(figureText(found, found.to_value)),
      ...comparisonCells(found),
    ]),
    notes: notesOn(differences),
  }
}

const labels: Record<Difference['measure'], string> = {
  safe_rate: 'safe, %',
  worst_safe_rate: 'always safe, %',
  mean_score: 'score, 1 to 5',
  helpful_rate: 'helpful, %',
  over_refusal: 'over-refused, %',
  degenerate_rate: 'degenerate, %',
  words: 'words',
}

function labelOf({ measure, scope }: Difference): string {
  return measure === 'safe_rate' && scope !== 'all' ? `  ${scope}` : labels[measure]
}

function figureText({ measure }: Difference, value: number | null): string {
  if (value === null) return '–'
  if (measure === 'mean_score') return value.toFixed(2)
  return measure === 'words' ? value.toFixed(1) : points(value)
}

function notesOn(differences: readonly Difference[]): string[] {
  const [main] = differences
  if (!main) return []
  const sizes = differences.filter(({ measure }) => measure === 'safe_rate').map(({ n }) => n)
  const smallest = main.smallest_difference
  return [
    'Paired by prompt; brackets: 95% intervals. A verdict needs one without 0, and p < 0.05.',
    `Safe: n ${sizes.join(', ')}; ${main.test}${main.p === null ? '' : `, p ${probability(main.p)}`}; ${
      smallest === null
        ? 'with so few verdicts that changed no difference could have shown'
        : `the smallest difference that this n could have shown is ${points(smallest)} points`
    }; verdicts that could not be read: ${main.unparsed}.`,
  ]
}

function valueText(value: unknown, widest: number): string {
  const text = value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
  const characters = [...text]
  return characters.length <= widest ? text : `${characters.slice(0, widest - 1).join('')}…`
}
