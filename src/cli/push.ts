/** `lattice push`: sends an adapter to the Hub with its model card, after an explicit yes. */
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { formatBytes } from '../core/bytes.js'
import { ConfigError } from '../core/errors.js'
import { isBranchName, isRepositoryName } from '../core/hub-names.js'
import { hasPublicBase, requireShareable } from '../engine/adapter-to-share.js'
import { copyFileAtomic, writeFileAtomic } from '../io/files/atomic-write.js'
import { type Destination, type Found, lookAtDestination, pageOf, sendFiles } from '../io/models/hub-push.js'
import { secretKeeper } from '../io/secrets.js'
import { addRunOption } from './options.js'
import { agreed, requireSomeoneToAsk } from './push/agreement.js'
import { filesText, type Parcel, type ParcelFlags, parcelOf, parcelText } from './push/parcel.js'
import { requireSafeOut } from './safe-out.js'
import { cleanText } from './terminal/clean-text.js'
import { printResult } from './terminal/result.js'
import { untilInterrupted } from './until-interrupted.js'

interface Flags extends ParcelFlags {
  dryRun?: boolean
  out?: string
  yes?: boolean
  public?: boolean
  revision: string
  message?: string
  json?: boolean
}

export function configure(command: Command): void {
  addRunOption(command)
    .description(
      'Send the adapter of a run to the Hub: its weights, its settings, how it was trained, a model card, and nothing else. Shows what would go where and asks first. A new repository is private unless --public; the same content again makes no new commit. Needs a token that may write (HF_TOKEN or `hf auth login`).',
    )
    .argument('<name>', 'what it is called on the Hub: owner/name')
    .option('--adapter <folder>', 'adapter (default: the last one of the run)')
    .option('--dry-run', 'show what would be sent and ask the Hub nothing')
    .option('--out <folder>', 'write it to this folder, which must be empty or new, and send nothing')
    .option('--yes', "don't ask; for scripts")
    .option('--public', 'for everybody to see')
    .option('--revision <branch>', 'branch, made where it is missing', 'main')
    .option('-m, --message <text>', 'message of the commit (default: method and base)')
    .option('--license <id>', 'licence of the adapter, as mit or apache-2.0 (default: that of its base)')
    .option('-c, --config <file>', 'config file whose outputs folder is meant (default: outputs beside it)')
    .option('--set <key=value>', 'e.g. --set outputs=…', (value: string, before: string[] = []) => [
      ...before,
      value,
    ])
    .option('--json', 'print the result as one JSON document')
    .action(push)
}

async function push(name: string, flags: Flags): Promise<void> {
  requireNames(name, flags)
  const parcel = parcelOf(name, flags)
  if (flags.dryRun) return show(parcel, 'Nothing was sent.', flags)
  if (flags.out !== undefined) {
    requireSafeOut(flags.out, { flags, isOwn: isEmptyFolder })
    write(resolve(flags.out), parcel)
    const way = hasPublicBase(parcel.manifest)
      ? ` To send it:\n  hf upload ${name} ${flags.out} . --private`
      : ''
    return show(parcel, `Written to ${flags.out}.${way}`, flags)
  }
  await upload(parcel, flags)
}

/** Before anything is looked at: what was typed may be a slip, or hold what nobody may read. */
function requireNames(name: string, { revision, message = '', license = '' }: Flags): void {
  const typed = { 'The name': name, '--revision': revision, '--message': message, '--license': license }
  for (const [what, text] of Object.entries(typed)) {
    const secret = secretKeeper().secretIn(text)
    if (secret !== null)
      throw new ConfigError(`${what} holds ${secret}.`, {
        hint: 'It would be for others to read. Name it otherwise.',
      })
  }
  if (!isRepositoryName(name))
    throw new ConfigError(`${JSON.stringify(name)} is no name on the Hub.`, {
      hint: 'It is owner/name, of letters, digits, -, _ and ., up to 96 of them.',
    })
  if (!isBranchName(revision))
    throw new ConfigError(`--revision ${JSON.stringify(revision)} is no name of a branch.`, {
      hint: 'It is like main or v2.',
    })
}

async function upload(parcel: Parcel, flags: Flags): Promise<void> {
  requireShareable(parcel.adapter, parcel.manifest, parcel.card)
  if (!flags.yes) requireSomeoneToAsk(parcel.name)
  const destination = { name: parcel.name, branch: flags.revision }
  const found = await lookAtDestination(destination, parcel.files)
  const visibility = flags.public ? 'public' : 'private'
  requireSameVisibility(parcel.name, found, visibility)
  const changed = [...found.states.values()].some((state) => state !== 'same')
  if (!changed)
    return tell(parcel, { found, sent: null, text: 'It is there already; nothing was sent.' }, flags)
  if (!flags.yes && !(await agreed({ parcel, destination, found, visibility })))
    return tell(parcel, { found, sent: null, text: 'Nothing was sent.' }, flags)
  tellSending(parcel, found)
  const sent = await send({ parcel, destination, found, visibility, message: flags.message })
  await tell(parcel, { found, sent, text: `Sent to ${sent.url}` }, flags)
}

/** Weights may take a while. */
function tellSending({ name, files }: Parcel, { states }: Found): void {
  const sent = files.filter((file) => states.get(file.name) !== 'same')
  const bytes = sent.reduce((total, file) => total + file.bytes, 0)
  const many = sent.length === 1 ? '1 file' : `${sent.length} files`
  process.stderr.write(`Sending ${many}, ${formatBytes(bytes)}, to ${name} …\n`)
}

function send({
  parcel,
  destination,
  found,
  visibility,
  message,
}: {
  parcel: Parcel
  destination: Destination
  found: Found
  visibility: 'private' | 'public'
  message: string | undefined
}): Promise<{ commit: string; url: string }> {
  const { files, manifest } = parcel
  const title = message ?? `${manifest.method.toUpperCase()} adapter of ${manifest.base.id}, by lattice`
  return untilInterrupted(
    (signal) => sendFiles(destination, { found, files, visibility, title, signal }),
    'Stopping; the Hub shows nothing of it before the commit.',
  )
}

/** Who sees it is never changed by the way, in neither direction. */
function requireSameVisibility(name: string, { visibility }: Found, wanted: 'private' | 'public'): void {
  if (visibility === null || visibility === wanted) return
  throw new ConfigError(`${name} is ${visibility} on the Hub, and this push is for a ${wanted} one.`, {
    hint:
      visibility === 'public'
        ? 'Give --public if everybody may see this, or push to another name.'
        : 'Leave out --public; who may see it is changed in its settings there.',
  })
}

async function tell(
  parcel: Parcel,
  { found, sent, text }: { found: Found; sent: { commit: string; url: string } | null; text: string },
  flags: Flags,
): Promise<void> {
  const { name, files } = parcel
  const states = files.map((file) => ({
    name: file.name,
    bytes: file.bytes,
    state: found.states.get(file.name),
    sent: sent !== null && found.states.get(file.name) !== 'same',
  }))
  const commit = sent?.commit ?? found.head
  const value = {
    name,
    url: await pageOf(name),
    branch: flags.revision,
    commit,
    sent: sent !== null,
    files: states,
  }
  // Who was asked has seen the list.
  const list = flags.yes ? filesText(files, found) : ''
  printResult(value, () => `${list}${cleanText(text)}\n`, flags)
}

function show(parcel: Parcel, next: string, flags: Flags): void {
  const { manifest, files, ...rest } = parcel
  const value = { ...rest, base: manifest.base, files: files.map(({ name, bytes }) => ({ name, bytes })) }
  printResult(value, () => `${parcelText(parcel)}${cleanText(next)}\n`, flags)
}

function write(folder: string, { files }: Parcel): void {
  mkdirSync(folder, { recursive: true })
  for (const { name, content } of files) {
    if ('file' in content) copyFileAtomic(content.file, join(folder, name))
    else writeFileAtomic(join(folder, name), content.text)
  }
}

const isEmptyFolder = (path: string) => statSync(path).isDirectory() && readdirSync(path).length === 0
