/** How many rows each pattern of `--classes` took. */
import { ConfigError } from '../errors.js'
import type { PromptClass } from '../records.js'
import { type ClassPattern, longestFirst } from './classes.js'

/** @param classes value or pattern → class */
export function patternUse(classes: Readonly<Record<string, PromptClass>>) {
  const patterns = longestFirst(classes)
  const took = new Map<string, number>()
  const values = new Set<string>()
  return {
    /** @param value what a row says of the class; '' where it says nothing */
    add(value: string) {
      if (values.size < mostValues) values.add(value)
      const pattern = patterns.find(({ fits }) => fits.test(value))?.text
      if (pattern !== undefined) took.set(pattern, (took.get(pattern) ?? 0) + 1)
    },
    /** @throws ConfigError for a pattern that fits no row: it is probably misspelt */
    result(): Record<string, number> {
      const idle = patterns.find((pattern) => !took.has(pattern.text) && !fitsAny(pattern, values))
      if (idle !== undefined && values.size > 0) throw idlePattern(idle.text, values)
      return Object.fromEntries(patterns.map(({ text }) => [text, took.get(text) ?? 0]))
    },
  }
}

/** So many different values are remembered; a column with more of them is hardly one of classes. */
const mostValues = 10_000

const fitsAny = ({ fits }: ClassPattern, values: ReadonlySet<string>) =>
  [...values].some((value) => fits.test(value))

function idlePattern(pattern: string, values: ReadonlySet<string>): ConfigError {
  const shown = [...values].slice(0, 10).map((value) => (value === '' ? 'nothing' : value.slice(0, 60)))
  const rest = values.size > shown.length ? ', …' : ''
  const problem = `--classes ${pattern}=…: no row fits this pattern (data.answers.classes).`
  return new ConfigError(problem, {
    unquoted: problem,
    hint: `Correct it or leave it out. The rows say: ${shown.join(', ')}${rest}.`,
  })
}
