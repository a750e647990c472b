/**
 * Cohen's kappa: agreement beyond what two independent raters with these habits would reach by chance. The weighted
 * kinds (Cohen 1968) count a disagreement by its size, for ordered categories: `linear` by the distance, `quadratic` by
 * its square. Standard error: Fleiss, Cohen and Everitt 1969.
 */
import { type Estimate, normalQuantile } from './interval.js'

export type KappaWeights = 'nominal' | 'linear' | 'quadratic'

/**
 * @param table square: row = category by the first rater, column = by the second, in the same order
 * @returns null where chance alone would agree always (both used a single category, or there are no rows). The interval
 *   is null where agreement is perfect, since the approximate standard error is then 0, which is no certainty.
 */
export function kappaOf(
  table: readonly (readonly number[])[],
  weights: KappaWeights = 'nominal',
): Estimate | null {
  const n = table.flat().reduce((sum, count) => sum + count, 0)
  const shares = table.map((row) => row.map((count) => count / n))
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0))
  const columns = rows.map((_, column) => shares.reduce((sum, row) => sum + row[column]!, 0))
  const agreed = (row: number, column: number) => 1 - disagreement(row, column, rows.length, weights)
  const observed = total(shares, agreed)
  const byChance = total(
    rows.map((row) => columns.map((column) => row * column)),
    agreed,
  )
  if (n === 0 || 1 - byChance < 1e-12) return null
  const value = (observed - byChance) / (1 - byChance)
  const influence = influences({ rows, columns, agreed, value })
  const centre = value - byChance * (1 - value)
  const variance =
    (total(shares, (row, column) => influence(row, column) ** 2) - centre ** 2) / (n * (1 - byChance) ** 2)
  if (variance < 1e-15) return { value, interval: null }
  const half = normalQuantile * Math.sqrt(variance)
  return { value, interval: [Math.max(-1, value - half), Math.min(1, value + half)] }
}

/** 0 on the diagonal, 1 at the far corner. */
function disagreement(row: number, column: number, categories: number, weights: KappaWeights): number {
  const distance = Math.abs(row - column) / Math.max(1, categories - 1)
  if (weights === 'nominal') return row === column ? 0 : 1
  return weights === 'linear' ? distance : distance ** 2
}

/** What one row of a cell adds to the numerator of kappa; its spread over the table is kappa's. */
function influences({
  rows,
  columns,
  agreed,
  value,
}: {
  rows: readonly number[]
  columns: readonly number[]
  agreed: (row: number, column: number) => number
  value: number
}): (row: number, column: number) => number {
  const ofRow = rows.map((_, row) =>
    columns.reduce((sum, share, column) => sum + share * agreed(row, column), 0),
  )
  const ofColumn = columns.map((_, column) =>
    rows.reduce((sum, share, row) => sum + share * agreed(row, column), 0),
  )
  return (row, column) => agreed(row, column) - (ofRow[row]! + ofColumn[column]!) * (1 - value)
}

function total(
  table: readonly (readonly number[])[],
  weight: (row: number, column: number) => number,
): number {
  let sum = 0
  for (const [row, shares] of table.entries())
    for (const [column, share] of shares.entries()) sum += share * weight(row, column)
  return sum
}
