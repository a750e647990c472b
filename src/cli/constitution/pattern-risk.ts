/**
 * Whether a pattern may take more than linear time, told from its structure and without running it, by scslre (the
 * analysis behind eslint-plugin-regexp). safe-regex2 counts nested repetitions and so refuses most harmless patterns, and
 * recheck works by time limits and brings 60 MB.
 */
import { analyse } from 'scslre'
import type { RiskOf } from '../../core/constitution-lint.js'

export const riskOf: RiskOf = (expression) => {
  const { reports } = analyse(expression)
  if (reports.length === 0) return undefined
  return reports.some(({ exponential }) => exponential) ? 'exponential' : 'polynomial'
}
