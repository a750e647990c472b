/** What a run selected, as a table: everything that was judged, then what each policy chose and rejected. */
import type { AnswerSet, Figures, SelectionReport } from '../core/evaluation/selection.js'
import { droppedText } from '../core/log/summary.js'
import { rate } from './figures.js'
import { type Histogram, wholeBins } from './histogram.js'
import { type Cell, cell, type Table } from './table.js'

export function selectionTable({ run, critic, sets, left_out }: SelectionReport): Table {
  const left = Object.entries(left_out).filter(([, reasons]) => Object.keys(reasons).length > 0)
  return {
    title: `SELECTION of ${run}, in the eyes of ${critic}`,
    columns: [
      { text: '', align: 'left' },
      ...['answers', 'prompts', 'mean', 'sd', 'safe, %', 'unparsed'].map((text) => ({
        text,
        align: 'right' as const,
      })),
    ],
    rows: sets.flatMap((set) => [[cell(nameOf(set), 'strong')], ...set.figures.map(figuresRow)]),
    notes: [
      'Scores from 1 to 5; sd: population, over answers. Safe: meets a score of 4; brackets: 95% intervals (Wilson), whose n is the prompts, as answers to one prompt are no independent draws.',
      ...left.map(([step, reasons]) => `Left out by ${step}: ${droppedText(reasons)}.`),
      'The critic chose by these very scores: they tell what the training data are like, not how a model answers.',
    ],
  }
}

/** The scores of several sets of answers beside each other, or of one set. */
export function scoresHistogram(sets: readonly AnswerSet[]): Histogram {
  return {
    title: 'SCORES of the critic, rounded',
    labels: ['1', '2', '3', '4', '5'],
    series: sets.map((set) => ({ name: shortName(set), counts: set.score_histogram })),
  }
}

const mostBins = 8

export function lengthsHistogram(sets: readonly AnswerSet[]): Histogram {
  const lengths = sets.flatMap(({ words }) => Object.keys(words).map(Number))
  const { labels, binOf } = wholeBins(lengths, mostBins)
  return {
    title: 'LENGTHS in words',
    labels,
    series: sets.map((set) => {
      const counts = labels.map(() => 0)
      for (const [words, n] of Object.entries(set.words)) counts[binOf(Number(words))]! += n
      return { name: shortName(set), counts }
    }),
  }
}

const nameOf = (set: AnswerSet) =>
  set.policy === null ? shortName(set) : `${shortName(set)}, policy ${set.policy}`

const shortName = ({ step, policy, side }: AnswerSet) =>
  policy === null ? 'all judged' : `${step.replace(/^select:/, '')} ${side}`

function figuresRow(figures: Figures): Cell[] {
  const { scope, num_samples, num_prompts, mean_score, std_dev, unparsed } = figures
  const decimals = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  return [
    cell(`  ${scope}`),
    cell(String(num_samples)),
    cell(String(num_prompts)),
    cell(decimals(mean_score)),
    cell(decimals(std_dev)),
    cell(rate(figures.safe_rate, figures.safe_rate_interval)),
    cell(String(unparsed), unparsed > 0 ? 'bad' : 'plain'),
  ]
}
