/** Events as a file: streamed, so that a log of any length takes no memory. */
import { csvLine } from '../core/log/csv.js'
import type { ContentEvent } from '../core/log/event.js'
import { recordOf } from '../core/log/record.js'
import { printableJson } from '../core/printable-json.js'
import { openAtomic } from '../io/files/atomic-write.js'
import { secretKeeper } from '../io/secrets.js'
import { streamOut } from './terminal/stream-out.js'

export const exportFormats = ['json', 'jsonl', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

export async function exportEvents(
  events: AsyncIterable<ContentEvent>,
  { format, out }: { format: ExportFormat; out?: string },
): Promise<void> {
  const text = formats[format](withoutSecrets(events))
  if (out === undefined) await streamOut(text)
  else await writeTo(out, text)
}

/** Whether a file that begins so was written here, in whatever format. */
export function isExport(start: string): boolean {
  return (
    start === '[]\n' ||
    start.startsWith(csvHead) ||
    /^(\[\s+)?\{\s*"stage": ?"[^"]*",\s*"content": ?\{/.test(start)
  )
}

async function* withoutSecrets(events: AsyncIterable<ContentEvent>): AsyncGenerator<ContentEvent> {
  const keeper = secretKeeper()
  for await (const event of events) yield keeper.withoutKnownIn(event)
}

async function writeTo(out: string, text: AsyncIterable<string>): Promise<void> {
  const file = openAtomic(out)
  try {
    for await (const piece of text) file.write(piece)
    file.commit()
  } catch (error) {
    file.abandon()
    throw error
  }
}

const formats: Record<ExportFormat, (events: AsyncIterable<ContentEvent>) => AsyncGenerator<string>> = {
  async *json(events) {
    let before = '[\n'
    for await (const event of events) {
      yield `${before}${printableJson(recordOf(event), 2).replaceAll(/^/gm, '  ')}`
      before = ',\n'
    }
    yield before === '[\n' ? '[]\n' : '\n]\n'
  },
  async *jsonl(events) {
    for await (const event of events) yield `${printableJson(recordOf(event))}\n`
  },
  async *csv(events) {
    yield csvHead
    for await (const event of events) yield csvLine(cellsOf(event))
  },
}

/** Every text that an event can hold has its column. */
const texts = [
  'prompt',
  'answer',
  'response',
  'evaluation',
  'critique',
  'decision',
  'completion',
  'chosen',
  'rejected',
  'rationale',
  'base',
  'tuned',
  'item',
  'error',
]

const csvHead = csvLine(['timestamp', 'step', 'stage', 'level', 'by', 'about', ...texts, 'metadata'])

function cellsOf(event: ContentEvent): string[] {
  const { stage, content, metadata, timestamp } = recordOf(event)
  const { level } = metadata
  return [
    timestamp,
    event.step,
    stage,
    String(level),
    event.by ?? '',
    event.about.join(' '),
    ...texts.map((name) => content[name] ?? ''),
    printableJson(event.metadata),
  ]
}
