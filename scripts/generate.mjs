/**
 * Writes what is derived from the source: both JSON Schemas, and the parts of README.md between
 * `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`. With --check nothing is written, and stale files exit 1.
 * Reads dist/, so build first; `npm run docs` does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { commands, programFor } from '../dist/cli/program.js'
import { askSchema } from '../dist/core/asks.js'
import { configJsonSchema } from '../dist/core/config/json-schema.js'
import { configReference } from '../dist/core/config/reference.js'
import { eventSchema, hostEventSchema } from '../dist/io/worker/events.js'
import { decisionSchema, hostRequestSchema, jobSchema } from '../dist/io/worker/protocol.js'

const wire = {
  job: jobSchema,
  event: eventSchema,
  decision: decisionSchema,
  host: hostEventSchema,
  host_request: hostRequestSchema,
  ask: askSchema,
}

const readmeParts = { map: await commandMap(), commands: await commandReference(), config: configTable() }

const files = {
  'schema/lattice.schema.json': json(configJsonSchema()),
  'python/protocol.schema.json': json(
    Object.fromEntries(Object.entries(wire).map(([name, schema]) => [name, z.toJSONSchema(schema)])),
  ),
  ...readme(),
}

const check = process.argv.includes('--check')
const stale = Object.entries(files).filter(([path, content]) => read(path) !== content)
for (const [path, content] of stale) if (!check) write(path, content)
const names = stale.map(([path]) => path).join(', ')
if (stale.length === 0) process.stderr.write('Everything generated is fresh.\n')
else if (check) {
  process.stderr.write(`Stale: ${names}. Run npm run docs.\n`)
  process.exitCode = 1
} else process.stderr.write(`Wrote ${names}.\n`)

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`
}

function readme() {
  const text = read('README.md')
  if (text === undefined) return {}
  const filled = text.replaceAll(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- \/generated:\2 -->)/g,
    (_, open, name, close) => `${open}\n${partNamed(name)}\n${close}`,
  )
  return { 'README.md': filled }
}

function partNamed(name) {
  if (Object.hasOwn(readmeParts, name)) return readmeParts[name]
  throw new Error(
    `README.md asks for a generated part ${name}; there are ${Object.keys(readmeParts).join(', ')}.`,
  )
}

/** A line for each command, in the groups of --help, with the names of what is under it. */
async function commandMap() {
  const rows = []
  for (const { name, summary, group } of commands) {
    const command = (await programFor([name])).commands.find((found) => found.name() === name)
    const inner = command.commands.map((found) => `\`${found.name()}\``).join(', ')
    if (group !== rows.at(-1)?.group) rows.push({ group, line: `| **${group.replace(/:$/, '')}** | | |` })
    rows.push({ group, line: `| \`${name}\` | ${summary} | ${inner} |` })
  }
  return ['| command | what it does | has |', '|---|---|---|', ...rows.map(({ line }) => line), ''].join('\n')
}

/** The help of every command and of what is under it, as the terminal shows it. */
async function commandReference() {
  const parts = []
  for (const { name } of commands) {
    const program = await programFor([name])
    parts.push(
      ...helpOf(
        program.commands.find((command) => command.name() === name),
        name,
      ),
    )
  }
  return parts.join('\n')
}

function helpOf(command, path) {
  command.configureHelp({ helpWidth: 100 })
  const own = `#### \`lattice ${path}\`\n\n\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\`\n`
  return [own, ...command.commands.flatMap((inner) => helpOf(inner, `${path} ${inner.name()}`))]
}

function configTable() {
  const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
  const rows = configReference().map(
    ({ key, type, default: standard, description }) =>
      `| \`${key}\` | ${cell(type)} | ${standard === '' ? '' : `\`${standard.replaceAll('|', '\\|')}\``} | ${cell(description)} |`,
  )
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function absolute(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

function read(path) {
  return existsSync(absolute(path)) ? readFileSync(absolute(path), 'utf8') : undefined
}

function write(path, content) {
  mkdirSync(dirname(absolute(path)), { recursive: true })
  writeFileSync(absolute(path), content)
}
