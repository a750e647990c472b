import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Text on stdout as it comes, as fast as it is read. A reader that has seen enough, such as `head`, ends it. */
export async function streamOut(text: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(text), process.stdout, { end: false })
  } catch (error) {
    if (!readerLeft.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const readerLeft = ['EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']
