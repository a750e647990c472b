/** The reference of the config, one row per key, derived from its schema. */
import { configJsonSchema, forms, type JsonSchema, recordOf, schemasAt } from './json-schema.js'
import { freeName } from './keys.js'

export interface ReferenceRow {
  key: string
  type: string
  default: string
  description: string
}

/** All keys in the order of the schema, or those under one (`train`, `train.sft`, `eval.models`); none if unknown. */
export function configReference(field: readonly string[] = []): ReferenceRow[] {
  const schemas = schemasAt(configJsonSchema(), field)
  const own = field.length > 0 ? schemas.map((schema) => row(schema, field, '')) : []
  return merge([...own, ...schemas.flatMap((schema) => rowsUnder(schema, field))])
}

type DraftRow = ReferenceRow & { variant: string }

function rowsUnder(schema: JsonSchema, key: readonly string[]): DraftRow[] {
  return forms(schema).flatMap((form) => {
    const members = Object.entries(form.properties ?? {})
    const record = recordOf(form)
    if (record) members.push([freeName, record])
    const variant = String(form.properties?.method?.const ?? '')
    return members.flatMap(([name, member]) => {
      const path = [...key, name]
      return [row(member, path, variant), ...rowsUnder(member, path)]
    })
  })
}

function row(schema: JsonSchema, key: readonly string[], variant: string): DraftRow {
  const shown =
    schema.default === undefined || typeText(schema) === 'section' ? '' : JSON.stringify(schema.default)
  return {
    key: key.join('.'),
    type: typeText(schema),
    default: shown,
    description: schema.description ?? '',
    variant,
  }
}

function typeText(schema: JsonSchema): string {
  return [...new Set(forms(schema).map(formText))].join(' | ')
}

function formText(form: JsonSchema): string {
  if (form.const !== undefined) return String(form.const)
  if (form.enum) return form.enum.join(' | ')
  if (form.type === 'array') return `list of ${form.items ? typeText(form.items) : 'values'}`
  return typeWords.get(form.type ?? '') ?? 'value'
}

const typeWords = new Map([
  ['object', 'section'],
  ['string', 'text'],
  ['integer', 'whole number'],
  ['number', 'number'],
  ['boolean', 'true or false'],
])

/** A key that several methods have is one row; where their defaults or meanings differ, each is said. */
function merge(rows: readonly DraftRow[]): ReferenceRow[] {
  const keys = [...new Set(rows.map(({ key }) => key))]
  return keys.map((key) => {
    const same = rows.filter((each) => each.key === key)
    return {
      key,
      type: [...new Set(same.map(({ type }) => type))].join(' | '),
      default: joined(same, (each) => each.default),
      description: joined(same, (each) => each.description),
    }
  })
}

function joined(rows: readonly DraftRow[], part: (row: DraftRow) => string): string {
  const different = new Set(rows.map(part))
  if (different.size === 1) return part(rows[0]!)
  return rows.map((each) => `${each.variant ? `${each.variant}: ` : ''}${part(each)}`).join('; ')
}
