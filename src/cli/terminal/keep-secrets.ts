import { lookForSecrets } from '../../io/secrets.js'

/** From now on nothing that is written there holds a secret of this process. @returns what ends it */
export function keepSecretsFrom(...streams: readonly NodeJS.WriteStream[]): () => void {
  const keeper = lookForSecrets()
  const ends = streams.map((stream) => {
    const write = stream.write
    // Bytes that are no text stay as they are: this reading of them can be undone.
    const safe = (chunk: string | Uint8Array) =>
      typeof chunk === 'string'
        ? keeper.withoutKnown(chunk)
        : Buffer.from(keeper.withoutKnown(Buffer.from(chunk).toString('latin1')), 'latin1')
    stream.write = (chunk: string | Uint8Array, ...rest: never[]) => write.call(stream, safe(chunk), ...rest)
    return () => {
      stream.write = write
    }
  })
  return () => {
    for (const end of ends) end()
  }
}
