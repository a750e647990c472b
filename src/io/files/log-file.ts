/** The log of a program: what it writes, line by line, without secrets. */
import { createWriteStream } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { secretKeeper } from '../secrets.js'

export interface LogFile {
  write(bytes: Buffer): void
  /** Starts another file; what was begun on the last line stays in the old one. */
  moveTo(path: string): void
  /** The last lines, as they are in the file. */
  tail(): string
  end(): void
}

/** Without a file only the tail is kept. */
export function openLogFile(): LogFile {
  let file: ReturnType<typeof createWriteStream> | null = null
  let decoder = new StringDecoder('utf8')
  let begun = ''
  let last = ''
  const keep = (text: string) => {
    const safe = secretKeeper().withoutSecrets(text)
    file?.write(safe)
    last = (last + safe).slice(-4096)
  }
  const endLine = () => {
    keep(begun + decoder.end())
    begun = ''
    decoder = new StringDecoder('utf8')
  }
  return {
    write(bytes) {
      const text = begun + decoder.write(bytes)
      // A secret that is written in two pieces is in one line all the same.
      const end = lineEnd(text) || (text.length > longestLine ? text.length : 0)
      if (end > 0) keep(text.slice(0, end))
      begun = text.slice(end)
    },
    moveTo(path) {
      endLine()
      file?.end()
      last = ''
      file = createWriteStream(path, { flags: 'a' })
      // A log that can't be written (a full disk) ends no job; what matters is written elsewhere and will say so.
      file.on('error', () => undefined)
    },
    tail: () => `${last}${secretKeeper().withoutSecrets(begun)}`.trimEnd().split('\n').slice(-12).join('\n'),
    end() {
      endLine()
      file?.end()
    },
  }
}

const longestLine = 65_536

/** Behind the last line end; a progress bar ends its lines by going back. */
const lineEnd = (text: string) => Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
