/** The class of a prompt, from words that a data set has of its own. */
import { type PromptClass, promptClasses } from '../records.js'
import { wildcard } from './wildcard.js'

/** @param classes value or pattern → class; `*` stands for any letters, and of those that fit the longest counts */
export function classReader(
  classes: Readonly<Record<string, PromptClass>>,
): (cell: unknown) => PromptClass | undefined {
  const patterns = Object.entries(classes)
    .map(([text, promptClass]) => ({ text, fits: wildcard(text), promptClass }))
    .sort((one, other) => other.text.length - one.text.length || (one.text < other.text ? -1 : 1))
  return (cell) => {
    if (cell === undefined || cell === null) return undefined
    const value = String(cell).trim()
    const own = promptClasses.find((name) => name === value)
    return patterns.find(({ fits }) => fits.test(value))?.promptClass ?? own
  }
}
