/** The config schema as JSON Schema (draft-07, what editors read), and the parts of it by key. */
import { z } from 'zod'
import { configSchema } from './schema.js'

export interface JsonSchema {
  type?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, JsonSchema>
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  [keyword: string]: unknown
}

export function configJsonSchema(): JsonSchema {
  made ??= z.toJSONSchema(configSchema, {
    target: 'draft-07',
    io: 'input',
    override: ({ jsonSchema }) => leaveOutSafeIntegerBounds(jsonSchema),
  }) as JsonSchema
  return made
}

let made: JsonSchema | undefined

/** The schemas under a key, as `train.sft.beta` or `train.<name>.beta`; more than one where forms differ. */
export function schemasAt(schema: JsonSchema, key: readonly string[]): JsonSchema[] {
  const [name, ...rest] = key
  if (name === undefined) return [schema]
  return forms(schema).flatMap((form) => {
    const child = form.properties?.[name] ?? recordOf(form)
    return child ? schemasAt(child, rest) : []
  })
}

/** A schema's alternatives, itself when it has none. */
export function forms(schema: JsonSchema): JsonSchema[] {
  const alternatives = schema.anyOf ?? schema.oneOf
  return alternatives ? alternatives.flatMap(forms) : [schema]
}

/** What every member of a record with free names looks like. */
export function recordOf(form: JsonSchema): JsonSchema | undefined {
  return typeof form.additionalProperties === 'object' ? form.additionalProperties : undefined
}

/** zod states JavaScript's integer range on each whole number; a reader only wonders what it means. */
function leaveOutSafeIntegerBounds(schema: { minimum?: number; maximum?: number }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}
