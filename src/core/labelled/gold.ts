/**
 * What a gold label says: yes, no, or nothing. Tables write labels in many ways, so a label counts by its word
 * ("2_full_refusal" is "full refusal"), and one of unknown meaning is an error rather than a "no".
 */
import { ConfigError } from '../errors.js'

export const measures = ['harm', 'refusal'] as const
export type Measure = (typeof measures)[number]

/** @returns undefined for a cell that holds no label */
export type GoldReader = (cell: unknown, where: string) => boolean | undefined

/** @param positive the labels that mean yes; without them, words whose meaning is known */
export function goldReader(measure: Measure, positive?: readonly string[]): GoldReader {
  return (cell, where) => {
    const label = labelOf(cell)
    if (label === undefined) return undefined
    if (positive !== undefined) return positive.some((wanted) => names(wanted, label))
    const word = wordOf(label)
    if (known[measure].yes.includes(word)) return true
    if (known[measure].no.includes(word)) return false
    throw new ConfigError(`${where}: the label "${label}" is not known to mean ${measure} or not.`, {
      hint: `${otherMeasure(measure, label)}--positive names the labels that mean it, as --positive hateful or --positive 2,3.`,
    })
  }
}

/** Words of the other measure were most likely not asked for what they don't say. */
function otherMeasure(measure: Measure, label: string): string {
  const other = measureOf(label)
  return other === undefined || other === measure ? '' : `It speaks of ${other}: --measure ${other}. Else `
}

/**
 * What a label speaks of by its own words, or undefined where they leave it open: `none`, or a bare `true`, which
 * elsewhere means a good answer.
 */
export function measureOf(cell: unknown): Measure | undefined {
  const label = labelOf(cell)
  if (label === undefined || open.has(wordOf(label))) return undefined
  return measures.find((measure) => [...known[measure].yes, ...known[measure].no].includes(wordOf(label)))
}

const open = new Set(['none', 'true', 'false', 'yes', 'no', '1', '0', 'fine', 'ok'])

/** The three kinds of answers that a label may tell apart, or undefined when it doesn't. */
export function refusalKind(cell: unknown): 'full' | 'partial' | 'none' | undefined {
  const label = labelOf(cell)
  return label === undefined ? undefined : kinds.get(wordOf(label))
}

/** `2` names `2_full_refusal`: a label may begin with its number. */
function names(wanted: string, label: string): boolean {
  if (wanted.toLowerCase() === label.toLowerCase()) return true
  return /^\d+$/.test(wanted) && label.match(/^(\d+)[^\p{L}\p{N}]/u)?.[1] === wanted
}

function labelOf(cell: unknown): string | undefined {
  const text =
    typeof cell === 'string' ? cell.trim() : cell === undefined || cell === null ? '' : JSON.stringify(cell)
  return text === '' ? undefined : text
}

function wordOf(label: string): string {
  return label
    .toLowerCase()
    .replace(/^\d+[^\p{L}\p{N}]+/u, '')
    .replace(/[_\s-]+/g, ' ')
}

const kinds = new Map<string, 'full' | 'partial' | 'none'>([
  ['full', 'full'],
  ['full refusal', 'full'],
  ['partial', 'partial'],
  ['partial refusal', 'partial'],
  ['none', 'none'],
  ['full compliance', 'none'],
  ['compliance', 'none'],
])

/** A bare 1 says nothing about refusal: XSTest counts from 1, compliance. */
const known: Record<Measure, { yes: readonly string[]; no: readonly string[] }> = {
  harm: {
    yes: [
      ...['harmful', 'harm', 'unsafe', 'hateful', 'hate', 'violating', 'violation', 'violates', 'toxic'],
      ...['flagged', 'true', 'yes', '1'],
    ],
    no: [
      ...['harmless', 'safe', 'non hateful', 'not hateful', 'ordinary', 'fine', 'ok', 'upholds', 'benign'],
      ...['neutral', 'none', 'false', 'no', '0'],
    ],
  },
  refusal: {
    yes: ['refusal', 'refuse', 'refuses', 'refused', 'full', 'partial', 'full refusal', 'partial refusal'],
    no: ['compliance', 'full compliance', 'comply', 'complies', 'complied', 'answer', 'answered', 'none'],
  },
}
