import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { cleanStyledText } from './clean-text.js'

/** Text on stdout as it comes, as fast as it is read. A reader that has seen enough, such as `head`, ends it. */
export async function streamOut(text: AsyncIterable<string>): Promise<void> {
  try {
    // Exported data keeps every character in a file; a terminal would obey some.
    const shown = process.stdout.isTTY ? cleaned(text) : text
    await pipeline(Readable.from(shown), process.stdout, { end: false })
  } catch (error) {
    if (!readerLeft.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

async function* cleaned(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of text) yield cleanStyledText(piece)
}

const readerLeft = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']
