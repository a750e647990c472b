/** `lattice config`: what is set and why, whether it is right, and what could be set. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { configJsonSchema, schemasAt } from '../core/config/json-schema.js'
import { configKeys } from '../core/config/keys.js'
import { configReference } from '../core/config/reference.js'
import type { Config } from '../core/config/schema.js'
import { nearest } from '../core/config/suggest.js'
import { ConfigError } from '../core/errors.js'
import { loadConfig } from '../io/config-file.js'
import { addConfigOptions, type ConfigOptions } from './options.js'
import { overlaysOf } from './overlays.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'
import { rowsWithin, table } from './terminal/table.js'
import { cutTo, widthOf } from './terminal/width.js'
import { validateConfig } from './validate.js'

interface ShowFlags extends ConfigOptions {
  sources?: boolean
  json?: boolean
}

interface SchemaFlags {
  field?: string
  json?: boolean
}

export function configure(command: Command): void {
  addConfigOptions(command.command('show'))
    .description('print the config with every default, as it will be used')
    .option('--sources', 'say where each value comes from')
    .option('--json', 'print JSON')
    .action(showConfig)
  addConfigOptions(command.command('validate'))
    .description('check the config, the constitution and the prompts, and say what is wrong')
    .argument('[file]', 'config file, as -c')
    .option('--json', 'print JSON')
    .action((file: string | undefined, flags: ShowFlags, validate: Command) =>
      validateConfig({ ...flags, ...(file && { config: file }) }, validate),
    )
  command
    .command('schema')
    .description('list every key with its type, default and meaning')
    .option('--field <key>', 'only this part, as train or generate.n')
    .option('--json', 'print JSON Schema, which editors read')
    .action(printSchema)
}

function showConfig(flags: ShowFlags, command: Command): void {
  const { config, sources } = loadConfig({ file: flags.config, overlays: overlaysOf(command) })
  if (flags.sources) printSources(config, sources, flags)
  else printResult(config, () => stringify(config), flags)
}

function printSources(config: Config, sources: Record<string, string>, flags: ShowFlags): void {
  const rows = Object.entries(sources).map(([key, source]) => ({ key, value: valueAt(config, key), source }))
  printResult(rows, () => sourcesText(rows), flags)
}

/** A table, or where a terminal is too narrow for it each value and where it comes from below its key. */
function sourcesText(rows: readonly { key: string; value: unknown; source: string }[]): string {
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY
  const beside = table(
    [{ title: 'key' }, { title: 'value', width: valueWidth(rows) }, { title: 'from' }],
    rows.map(({ key, value, source }) => [key, JSON.stringify(value), source]),
  )
  if (beside.split('\n').every((line) => widthOf(line) <= columns)) return beside
  const { bold, dim } = coloursFor('stdout')
  return rows
    .map(({ key, value, source }) => {
      const text = cleanText(JSON.stringify(value) ?? '')
      return `${bold(key)}  ${cutTo(text, Math.max(12, columns - widthOf(key) - 2))}\n    ${dim(`from ${cleanText(source)}`)}\n`
    })
    .join('')
}

/** What a terminal leaves to the values beside the keys and where they come from. */
function valueWidth(rows: readonly { key: string; source: string }[]): number {
  const [keys, sources] = [rows.map(({ key }) => key), rows.map(({ source }) => source)].map((texts) =>
    Math.max(...texts.map(widthOf)),
  ) as [number, number]
  return Math.max(12, Math.min(60, (process.stdout.columns ?? 120) - keys - sources - 4))
}

function printSchema({ field, json }: SchemaFlags): void {
  const key = field === undefined ? [] : field.split('.')
  const rows = configReference(key)
  if (rows.length === 0) throw unknownField(field!)
  printResult(schemaUnder(key), () => keysText(rows), { json })
}

/** A table, or where that is too wide for the terminal each key with its meaning below it. */
function keysText(rows: ReturnType<typeof configReference>): string {
  const columns = [{ title: 'key' }, { title: 'type', width: 40 }, { title: 'default' }, { title: 'meaning' }]
  const beside = rowsWithin(
    [columns.map(({ title }) => title), ...rows.map((row) => [row.key, row.type, row.default, ''])],
    Number.POSITIVE_INFINITY,
  )
  const widest = Math.max(...beside.split('\n').map(widthOf))
  if (!process.stdout.isTTY || widest + leastMeaning <= (process.stdout.columns ?? 80))
    return table(
      columns,
      rows.map((row) => [row.key, row.type, row.default, row.description]),
    )
  const { bold } = coloursFor('stdout')
  return rows
    .map((row) => {
      const otherwise = row.default === '' ? '' : `; default ${row.default}`
      return `${bold(row.key)}  ${row.type}${otherwise}\n${row.description === '' ? '' : `    ${row.description}\n`}`
    })
    .join('')
}

const leastMeaning = 40

function schemaUnder(key: readonly string[]): unknown {
  const schemas = schemasAt(configJsonSchema(), key)
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas }
}

function unknownField(field: string): ConfigError {
  const meant = nearest(field, configKeys())
  return new ConfigError(`The config has no key ${field}.`, {
    hint: meant ? `Did you mean ${meant}?` : 'lattice config schema lists all keys.',
  })
}

function valueAt(config: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], config)
}
