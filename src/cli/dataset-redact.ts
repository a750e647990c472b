/** `lattice dataset redact`: structured identifiers out of a file or stdin, whatever its size. */
import { extname } from 'node:path'
import { type Command, Option } from 'commander'
import { ConfigError, DataError, LatticeError } from '../core/errors.js'
import { identifierTypes, type SpanType } from '../core/redaction/identifier.js'
import { findInJson } from '../core/redaction/json.js'
import { type Redactor, redactorWith } from '../core/redaction/redact.js'
import { type Piece, redactionStream } from '../core/redaction/stream.js'
import { findConfigFile, loadConfig } from '../io/config-file.js'
import { linesOfText, textChunks } from '../io/files/text-chunks.js'
import { defaultKeyFile, requireRedactionKey } from '../io/redaction-key.js'
import { checkRedaction } from './redact-check.js'
import { openPrinter } from './redact-printer.js'
import { printError } from './terminal/print-error.js'

interface Flags {
  types?: string
  prices?: boolean
  keyFile?: string
  format?: 'text' | 'jsonl'
  check?: boolean
  json?: boolean
  quiet?: boolean
}

export function configureRedact(command: Command): void {
  command
    .summary('replace e-mail addresses, numbers and keys in a file by placeholders')
    .description(
      `Replaces structured identifiers by placeholders such as [EMAIL_3f9a1c20], the same for the same value: ${identifierTypes.join(', ')}. ` +
        'FILE or stdin goes to stdout, all else in it unchanged; in JSONL only within strings. Names, addresses and ' +
        'dates of birth have no structure to check and are NOT found. How many were replaced is said on stderr. ' +
        'Exit 2: not UTF-8 or not JSON; what was printed until then is redacted.',
    )
    .argument('[file]', 'the text; default, or -: stdin', '-')
    .option('--types <list>', 'only these, as email,phone (default: all)')
    .option('--prices', 'prices become a range too: $1,234.56 is [PRICE 1000-2000 USD]')
    .option(
      '--key-file <file>',
      `key of the placeholders, made when missing (default: as the config says, else ${defaultKeyFile})`,
    )
    .addOption(
      new Option('--format <name>', 'default: jsonl for a .jsonl file, else text').choices(['text', 'jsonl']),
    )
    .option(
      '--check',
      'FILE is labelled JSONL {text, spans: [[type, start, end]]}: print recall and precision',
    )
    .option('--json', 'print types and places (UTF-16 units of the whole text) in place of the text')
    .option('-q, --quiet', 'say nothing on stderr')
    .action(redact)
}

async function redact(file: string, flags: Flags): Promise<void> {
  const types = typesOf(flags)
  if (flags.check) return checkRedaction({ file, types, json: flags.json ?? false })
  // Only places are shown with --json, and no placeholder: it needs no key.
  const key = flags.json ? '' : keyFor(flags)
  const printer = openPrinter(flags)
  const name = file === '-' ? 'stdin' : file
  const redactor = redactorWith({ types, key })
  const pieces =
    formatOf(file, flags) === 'jsonl' ? jsonPieces(file, name, redactor) : textPieces(file, name, redactor)
  try {
    for await (const piece of pieces) {
      if (!(await printer.print(piece))) return
    }
  } catch (error) {
    if (!(error instanceof LatticeError) || !(await printer.fail(error))) throw error
    process.exitCode = printError(error, false)
    return
  }
  await printer.end()
}

function typesOf({ types, prices }: Flags): SpanType[] {
  const named = types === undefined ? identifierTypes : types.split(',').map((type) => type.trim())
  for (const type of named) {
    if (!(identifierTypes as readonly string[]).includes(type)) {
      throw new ConfigError(`--types: there is no ${type === '' ? 'empty type' : type}.`, {
        hint: `There are ${identifierTypes.join(', ')}; prices have their own flag.`,
      })
    }
  }
  return [...(named as SpanType[]), ...(prices ? (['price'] as const) : [])]
}

/** Of the project around, so that its files and its runs have the same placeholders. */
function keyFor({ keyFile }: Flags): string {
  if (keyFile !== undefined) return requireRedactionKey({ file: keyFile })
  if (findConfigFile(process.cwd()) === undefined) return requireRedactionKey({ file: defaultKeyFile })
  const { key_file, key_env } = loadConfig({}).config.redact
  return requireRedactionKey({ file: key_file, env: key_env })
}

const formatOf = (file: string, { format }: Flags) =>
  format ?? (extname(file) === '.jsonl' ? 'jsonl' : 'text')

async function* textPieces(file: string, name: string, redactor: Redactor): AsyncGenerator<Piece> {
  const stream = redactionStream(redactor, name)
  for await (const chunk of textChunks(file)) yield* stream.push(chunk)
  yield* stream.end()
}

async function* jsonPieces(file: string, name: string, redactor: Redactor): AsyncGenerator<Piece> {
  let offset = 0
  let number = 0
  for await (const line of linesOfText(file)) {
    number += 1
    const where = `${name}:${number}`
    const json = line.replace(/^\ufeff/, '')
    if (json.trim() !== '') requireJson(json, where)
    const skipped = line.length - json.length
    const replacements = findInJson(json, redactor, where).map((one) => ({
      ...one,
      start: one.start + skipped,
      end: one.end + skipped,
    }))
    yield { text: line, offset, replacements }
    offset += line.length
  }
}

/** The message shows nothing of the line, and neither does a cause: both may hold what should be hidden. */
function requireJson(line: string, where: string): void {
  try {
    JSON.parse(line)
  } catch {
    throw new DataError(`${where}: not JSON.`, { hint: 'Mend the line, or give --format text.' })
  }
}
