/**
 * The types of a data set's columns, for the front matter of its card. Left to guess, `datasets` takes them from the
 * first 10 MB: a column that holds only nulls or empty lists until there ends the loading at the first row with more.
 */
import { z } from 'zod'
import { exampleSchema, pairSchema } from '../records.js'

/** Lines of YAML, as `datasets` writes them into a card itself. */
export function featureLines(kind: 'sft' | 'dpo'): string[] {
  const schema = z.toJSONSchema(kind === 'sft' ? exampleSchema : pairSchema) as Column
  return ['dataset_info:', '  features:', ...columnLines(schema, '  ')]
}

interface Column {
  /** A list for a column that may hold nulls. */
  type?: string | string[]
  items?: Column
  properties?: Record<string, Column>
}

function columnLines({ properties = {} }: Column, indent: string): string[] {
  return Object.entries(properties).flatMap(([name, column]) => [
    `${indent}- name: ${name}`,
    ...typeLines(column, `${indent}  `),
  ])
}

function typeLines(column: Column, indent: string): string[] {
  if (column.type !== 'array') return [`${indent}dtype: ${dtypeOf(column)}`]
  const items = column.items ?? {}
  return items.type === 'object'
    ? [`${indent}list:`, ...columnLines(items, indent)]
    : [`${indent}list: ${dtypeOf(items)}`]
}

function dtypeOf({ type = [] }: Column): string {
  const [known] = [type].flat().flatMap((name) => dtypes.get(name) ?? [])
  if (known === undefined) throw new Error(`a column of ${[type].flat().join(' or ')} has no type in a card`)
  return known
}

const dtypes = new Map([
  ['string', 'string'],
  ['number', 'float64'],
  ['integer', 'int64'],
  ['boolean', 'bool'],
])
