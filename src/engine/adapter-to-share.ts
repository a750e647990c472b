/** An adapter on its way to others: what of it may go, and what must be so before anything goes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrerequisiteError } from '../core/errors.js'
import { secretKeeper } from '../io/secrets.js'
import { type AdapterManifest, manifestName } from './adapter.js'

/** The names of what is sent: what training left, and the manifest that says what it is. */
export function sharedFiles({ files }: AdapterManifest): string[] {
  return [...files.map(({ name }) => name).filter((name) => mayGo.test(name)), manifestName]
}

/** PEFT's two files, and a tokenizer with its template where one was trained. */
const mayGo =
  /^(adapter_model\.safetensors|adapter_config\.json|(tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json|tokenizer\.model|merges\.txt|chat_template\.jinja)$/

/** Whether others can have the base: the Hub names its models by commits, all else by content hashes. */
export const hasPublicBase = ({ base }: AdapterManifest) => /^[0-9a-f]{40}$/.test(base.revision)

/**
 * @param card the text that goes with it
 * @throws PrerequisiteError for an adapter that nobody else could use, or one that tells of this machine or a secret.
 */
export function requireShareable(folder: string, manifest: AdapterManifest, card: string): void {
  if (!hasPublicBase(manifest)) {
    throw new PrerequisiteError(`The base of this adapter, ${manifest.base.id}, is not on the Hub.`, {
      hint: 'Nobody else could use it. Train on a model of the Hub to push; --out FOLDER writes the files all the same.',
    })
  }
  const settings = sharedFiles(manifest).filter((name) => name.endsWith('.json'))
  const texts = settings.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  for (const { name, text } of texts) requireNoPath(name, JSON.parse(text))
  for (const { name, text } of [...texts, { name: 'README.md', text: card }]) requireNoSecret(name, text)
}

function requireNoPath(name: string, value: unknown): void {
  const path = absolutePathIn(value)
  if (path === null) return
  throw new PrerequisiteError(`${name} names a path of this machine, ${path}.`, {
    hint: 'Nothing was sent. Train again with this version of lattice, which writes the name of the base on the Hub.',
  })
}

function requireNoSecret(name: string, text: string): void {
  const secret = secretKeeper().secretIn(text)
  if (secret === null) return
  throw new PrerequisiteError(`${name} holds ${secret}.`, {
    hint: '--dry-run shows the card. Nothing was sent.',
  })
}

function absolutePathIn(value: unknown): string | null {
  if (typeof value === 'string') return /^(\/|~\/|[A-Za-z]:[\\/])/.test(value) ? value : null
  if (typeof value !== 'object' || value === null) return null
  for (const member of Object.values(value)) {
    const found = absolutePathIn(member)
    if (found !== null) return found
  }
  return null
}
