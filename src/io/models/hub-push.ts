/** A repository on the Hub that files go to: what is there already, and one commit with what is not. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { hashFile } from '../files/hash.js'
import { noToken, notYours, type PushPhase, pushError, readOnlyToken } from './hub-push-errors.js'
import { askHub, type Hub, type HubAccess } from './hub-request.js'
import { hubToken } from './hub-token.js'

export interface Destination {
  /** owner/name */
  name: string
  branch: string
}

export interface OutgoingFile {
  /** Its name in the repository. */
  name: string
  bytes: number
  content: { file: string } | { text: string }
}

export interface Found {
  /** Whose token it is. */
  account: string
  /** null: there is no such repository yet. */
  visibility: 'private' | 'public' | null
  /** The branch's commit; null where it is yet to be made. */
  head: string | null
  states: ReadonlyMap<string, 'new' | 'changed' | 'same'>
}

/**
 * Looks, and changes nothing.
 * @throws PrerequisiteError without a token that may write there, or when the Hub can't be asked.
 */
export async function lookAtDestination(
  destination: Destination,
  files: readonly OutgoingFile[],
): Promise<Found> {
  if (hubToken() === null) throw noToken()
  return ask(destination, 'looking', async (hub, access) => {
    const account = await accountOf(hub, access, destination.name)
    const repository = await unlessMissing(hub, hub.modelInfo({ name: destination.name, ...access }))
    const head = repository && (await headOf(hub, access, destination))
    const there = head === null ? new Map() : await filesAt(hub, access, destination.name, head)
    return {
      account,
      visibility: repository && (repository.private ? 'private' : 'public'),
      head,
      states: new Map(files.map((file) => [file.name, stateOf(file, there.get(file.name))])),
    }
  })
}

/**
 * Makes what is missing (repository, branch) and commits the files that are new or changed, all at once.
 * @throws LatticeError that says what is there now; the same call again goes on from it.
 */
export async function sendFiles(
  destination: Destination,
  {
    found,
    files,
    visibility,
    title,
    signal,
  }: {
    found: Found
    files: readonly OutgoingFile[]
    visibility: 'private' | 'public'
    title: string
    signal: AbortSignal
  },
): Promise<{ commit: string; url: string }> {
  const { name, branch } = destination
  const repo = { type: 'model' as const, name }
  if (found.visibility === null) {
    await ask(destination, 'creating', (hub, access) =>
      hub.createRepo({ repo, visibility, ...write(access) }),
    )
  }
  if (found.head === null && branch !== 'main') {
    await ask(destination, 'branching', (hub, access) => hub.createBranch({ repo, branch, ...access }))
  }
  const operations = files
    .filter((file) => found.states.get(file.name) !== 'same')
    .map((file) => ({ operation: 'addOrUpdate' as const, path: file.name, content: contentOf(file) }))
  // Nobody else's commit in between is overwritten unseen.
  const parent = found.head === null ? {} : { parentCommit: found.head }
  return ask(
    destination,
    'sending',
    async (hub, access) => {
      const made = await hub.commit({
        repo,
        branch,
        title,
        operations,
        ...parent,
        ...access,
        abortSignal: signal,
      })
      return { commit: made!.commit.oid, url: made!.commit.url }
    },
    { patience: hours, signal },
  )
}

/** Where a repository is looked at in a browser. */
export async function pageOf(name: string): Promise<string> {
  const { HUB_URL } = await import('@huggingface/hub')
  return `${process.env.HF_ENDPOINT || HUB_URL}/${name}`
}

/** Weights may be large and lines slow. */
const hours = 6 * 3_600_000

function ask<T>(
  { name, branch }: Destination,
  phase: PushPhase,
  question: (hub: Hub, access: HubAccess) => Promise<T>,
  manner: { patience?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const meaning: Parameters<typeof askHub>[2] = { meaning: (refusal) => pushError(refusal, phase), ...manner }
  return askHub({ name, revision: branch }, question, meaning)
}

const write = (access: HubAccess) => ({ ...access, accessToken: access.accessToken ?? '' })

/** @throws PrerequisiteError for a token that may only read, and for a name that belongs to somebody else. */
async function accountOf(hub: Hub, access: HubAccess, name: string): Promise<string> {
  const who = await hub.whoAmI(write(access))
  if (who.auth.accessToken?.role === 'read') throw readOnlyToken(who.name)
  const owner = name.split('/')[0] as string
  const names = [who.name, ...organisationsOf(who)]
  if (!names.some((one) => one.toLowerCase() === owner.toLowerCase())) throw notYours(owner, names)
  return who.name
}

const organisationsOf = (who: object) =>
  'orgs' in who && Array.isArray(who.orgs) ? who.orgs.map(({ name }: { name: string }) => name) : []

async function headOf(hub: Hub, access: HubAccess, { name, branch }: Destination): Promise<string | null> {
  const found = await unlessMissing(
    hub,
    hub.modelInfo({ name, revision: branch, additionalFields: ['sha'], ...access }),
  )
  return found?.sha ?? null
}

async function unlessMissing<T>(hub: Hub, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof hub.HubApiError && error.statusCode === 404) return null
    throw error
  }
}

interface RemoteFile {
  /** As git names content: sha1 with a header. */
  oid?: string
  lfs?: { oid: string }
}

async function filesAt(
  hub: Hub,
  access: HubAccess,
  name: string,
  revision: string,
): Promise<Map<string, RemoteFile>> {
  const files = new Map<string, RemoteFile>()
  for await (const file of hub.listFiles({ repo: { type: 'model', name }, revision, ...access }))
    files.set(file.path, file)
  return files
}

/** Large files are named by their sha256, others by git's hash of them. */
function stateOf(file: OutgoingFile, there: RemoteFile | undefined): 'new' | 'changed' | 'same' {
  if (there === undefined) return 'new'
  const same = there.lfs ? there.lfs.oid === sha256Of(file) : there.oid === gitHashOf(file)
  return same ? 'same' : 'changed'
}

function sha256Of({ content }: OutgoingFile): string {
  if ('file' in content) return hashFile(content.file).sha256
  return createHash('sha256').update(content.text).digest('hex')
}

function gitHashOf({ bytes, content }: OutgoingFile): string {
  const body = 'file' in content ? readFileSync(content.file) : content.text
  return createHash('sha1').update(`blob ${bytes}\0`).update(body).digest('hex')
}

const contentOf = ({ content }: OutgoingFile) =>
  'file' in content ? pathToFileURL(content.file) : new Blob([content.text])
