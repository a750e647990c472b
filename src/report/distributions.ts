/** How scores and lengths of the models' answers are spread. */
import type { Decoding, Evaluation } from '../core/evaluation/evaluated.js'
import type { Report } from '../core/evaluation/report.js'
import { type Histogram, wholeBins } from './histogram.js'
import { decodingsOf, metricsAt } from './lookup.js'

/** As the report counts them: each score rounded to a whole one. */
const scoreBins = ['1', '2', '3', '4', '5']

export function scoreHistograms(report: Report): Histogram[] {
  const { judge } = report.declared
  return decodingsOf(report).map((decoding) => ({
    title: `SCORES, rounded, of ${decoding} answers, judge ${judge}`,
    labels: scoreBins,
    series: report.models.map((name) => ({
      name,
      counts: metricsAt(report, { model: name, judge, decoding, scope: 'all' })?.score_histogram ?? [],
    })),
  }))
}

const mostBins = 8

export function lengthHistograms(report: Report, rows: readonly Evaluation[]): Histogram[] {
  return decodingsOf(report).map((decoding) => {
    const { labels, binOf } = wholeBins(
      rows.flatMap((row) => wordsOf(row, decoding)),
      mostBins,
    )
    return {
      title: `LENGTHS of ${decoding} answers, in words`,
      labels,
      series: report.models.map((name) => {
        const counts = labels.map(() => 0)
        for (const row of rows.filter(({ model }) => model === name)) {
          for (const words of wordsOf(row, decoding)) counts[binOf(words)]! += 1
        }
        return { name, counts }
      }),
    }
  })
}

const wordsOf = ({ samples }: Evaluation, decoding: Decoding): number[] =>
  samples.filter((sample) => sample.decoding === decoding).map(({ words }) => words)
