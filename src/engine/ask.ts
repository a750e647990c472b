/**
 * The ask port: a stage hands in its asks and gets answers back in the same order. Answers go to the step's
 * answers.jsonl as they come, synced at each batch, so that a killed run loses at most the batch in flight.
 * An answer that any earlier step or run recorded is copied, not asked again.
 */
import { closeSync, openSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { type Answer, type Ask, answerSchema } from '../core/asks.js'
import { hashOf } from '../core/canonical.js'
import { LatticeError } from '../core/errors.js'
import { map } from '../core/streams.js'
import { openAppender } from '../io/files/append.js'
import { writeFileAtomic } from '../io/files/atomic-write.js'
import { readRecordLines, readRowAt } from '../io/files/jsonl.js'
import type { AnswerIndex, AnswerPlace } from '../io/ledger/answers.js'
import type { Door } from './redaction.js'

/** Who answers: the worker on a list of asks. Yields `batch` where everything since the last one belongs together. */
export type Answerer = (files: {
  asks: string
  answered: string
  total: number
}) => AsyncIterable<{ key: string; answer: Answer } | 'batch'>

export interface AskContext {
  folder: string
  outputs: string
  index: AnswerIndex
  answerer: Answerer
  /** Answers are asked again, whatever is recorded. */
  force: boolean
  /** What redacts each answer before it is recorded, and how; null when nothing does. */
  door: (Pick<Door, 'value'> & { identity: string }) | null
  /** Told of each answer of the model as it comes; null when nobody listens. */
  heard: ((ask: Ask, answer: Answer) => void) | null
  progress(done: number, total: number): void
}

export async function* answerAll(
  wanted: () => AsyncIterable<Ask>,
  context: AskContext,
): AsyncGenerator<{ ask: Ask; answer: Answer }> {
  const { door } = context
  const asks = door === null ? wanted : () => map(wanted(), (ask) => redactedAsk(ask, door.identity))
  const path = join(context.folder, 'answers.jsonl')
  const name = relative(context.outputs, path)
  if (context.force) {
    rmSync(path, { force: true })
    context.index.forget(name)
  }
  const places = await recordedPlaces(path)
  // A run may have been killed between the file and the index; what is not in the index, no other step would find.
  context.index.add([...places].map(([key, place]) => ({ key, file: name, ...place })))
  await record(asks, places, { ...context, path, name })
  const file = openSync(path, 'r')
  try {
    for await (const ask of asks()) {
      const place = places.get(ask.key)
      if (!place) throw new Error(`${ask.key} was not among the asks before`)
      yield { ask, answer: (readRowAt(file, place) as Row).answer }
    }
  } finally {
    closeSync(file)
  }
}

/** A text that was redacted answers another ask than the text itself. Probabilities are the same for both. */
function redactedAsk(ask: Ask, redaction: string): Ask {
  return 'text' in ask.want ? { ...ask, key: hashOf({ ask: ask.key, redaction }) } : ask
}

const rowSchema = z.object({ key: z.string(), answer: answerSchema })
type Row = z.infer<typeof rowSchema>
type Places = Map<string, { offset: number; length: number }>

/** Brings every ask's answer into the step's file: from there, from the ledger, or from the model. */
async function record(
  asks: () => AsyncIterable<Ask>,
  places: Places,
  {
    folder,
    path,
    name,
    index,
    answerer,
    force,
    door,
    heard,
    progress,
  }: AskContext & { path: string; name: string },
): Promise<void> {
  const recorder = openRecorder({ path, name, places, index, replace: force })
  let listener: ReturnType<typeof openListener> | null = null
  try {
    const keys = await collect(asks, (key) => {
      const known = force || places.has(key) ? undefined : index.find(key)
      if (known) recorder.add(key, known)
    })
    recorder.sync()
    const open = new Set([...keys].filter((key) => !places.has(key)))
    const total = open.size
    if (total === 0) return removeQuestions(folder)
    const { files, asked } = await writeQuestions(folder, asks, places)
    listener = heard === null ? null : openListener(files.asks, asked, heard)
    for await (const message of answerer({ ...files, total })) {
      if (message !== 'batch') {
        if (!open.delete(message.key)) continue
        const answer = door === null ? message.answer : door.value(message.answer, `answer ${message.key}`)
        recorder.add(message.key, answer)
        listener?.hear(message.key, answer)
        continue
      }
      recorder.sync()
      listener?.tell()
      progress(keys.size - open.size, keys.size)
    }
    if (open.size > 0) throw unanswered(open.size, total)
    removeQuestions(folder)
  } finally {
    listener?.close()
    recorder.close()
  }
}

interface Recorder {
  /** An answer to a key that has one is not recorded again. */
  add(key: string, answer: Answer): void
  /** Everything added so far is on disk, then in the index. */
  sync(): void
  close(): void
}

function openRecorder({
  path,
  name,
  places,
  index,
  replace,
}: {
  path: string
  name: string
  places: Places
  index: AnswerIndex
  replace: boolean
}): Recorder {
  const appender = openAppender(path)
  let unindexed: AnswerPlace[] = []
  const sync = () => {
    appender.sync()
    index.add(unindexed, { replace })
    unindexed = []
  }
  return {
    add(key, answer) {
      if (places.has(key)) return
      const place = appender.append({ key, answer })
      places.set(key, place)
      unindexed.push({ key, file: name, ...place })
    },
    sync,
    close() {
      try {
        sync()
      } finally {
        appender.close()
      }
    },
  }
}

function unanswered(missing: number, total: number): LatticeError {
  return new LatticeError(`The model left ${missing} of ${total} asks without an answer.`, {
    hint: 'What it answered is kept, and the same command asks only for the rest. See worker.log of this step.',
  })
}

async function collect(asks: () => AsyncIterable<Ask>, each: (key: string) => void): Promise<Set<string>> {
  const keys = new Set<string>()
  for await (const { key } of asks()) {
    if (!keys.has(key)) each(key)
    keys.add(key)
  }
  return keys
}

/** All asks, each once, and the keys that have an answer: the worker plans the same batches in every attempt. */
async function writeQuestions(
  folder: string,
  asks: () => AsyncIterable<Ask>,
  places: Places,
): Promise<{ files: { asks: string; answered: string }; asked: Places }> {
  const files = questionFiles(folder)
  rmSync(files.asks, { force: true })
  const appender = openAppender(files.asks)
  const asked: Places = new Map()
  for await (const ask of asks()) if (!asked.has(ask.key)) asked.set(ask.key, appender.append(ask))
  appender.close()
  writeFileAtomic(files.answered, [...asked.keys()].filter((key) => places.has(key)).join('\n'))
  return { files, asked }
}

const questionFiles = (folder: string) => ({
  asks: join(folder, 'asks.jsonl'),
  answered: join(folder, 'answered.txt'),
})

/** Also those of an attempt that was killed between its last answer and its end. */
function removeQuestions(folder: string): void {
  for (const file of Object.values(questionFiles(folder))) rmSync(file, { force: true })
}

/**
 * Answers come with their keys only; the ask is read back from the file that the worker has it from. Nobody is told of an
 * answer before it is on disk: a crash could take it back.
 */
function openListener(path: string, asked: Places, heard: NonNullable<AskContext['heard']>) {
  const file = openSync(path, 'r')
  let untold: { key: string; answer: Answer }[] = []
  return {
    hear: (key: string, answer: Answer) => void untold.push({ key, answer }),
    tell() {
      for (const { key, answer } of untold) {
        const place = asked.get(key)
        if (place) heard(readRowAt(file, place) as Ask, answer)
      }
      untold = []
    },
    close: () => closeSync(file),
  }
}

/** @throws DataError naming the line of an answers.jsonl that something else has changed. */
async function recordedPlaces(path: string): Promise<Places> {
  const places: Places = new Map()
  openAppender(path).close()
  for await (const { record, offset, length } of readRecordLines(path, rowSchema)) {
    if (!places.has(record.key)) places.set(record.key, { offset, length })
  }
  return places
}
