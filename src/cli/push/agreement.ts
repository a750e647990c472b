/** The explicit yes before anything leaves this machine. */
import { ConfigError } from '../../core/errors.js'
import type { Destination, Found } from '../../io/models/hub-push.js'
import { askPerson, isSomeoneThere, isYes } from '../terminal/ask.js'
import { cleanText } from '../terminal/clean-text.js'
import { fitted } from '../terminal/fitted.js'
import { type Parcel, parcelText } from './parcel.js'

/** @throws ConfigError where a question would never be answered */
export function requireSomeoneToAsk(name: string): void {
  if (isSomeoneThere()) return
  throw new ConfigError('lattice push asks before it sends anything, and there is nobody to ask here.', {
    hint: `Look with \`lattice push ${name} --dry-run\`, then give --yes to send it.`,
  })
}

/** Shows all of it and asks. What everybody will see needs its name typed, so that no habit says yes. */
export async function agreed({
  parcel,
  destination: { name, branch },
  found,
  visibility,
}: {
  parcel: Parcel
  destination: Destination
  found: Found
  visibility: 'private' | 'public'
}): Promise<boolean> {
  const state = found.visibility === null ? `new, ${visibility}` : visibility
  const where = branch === 'main' ? name : `${name}, branch ${branch}`
  const text = `${parcelText(parcel, found)}\n${cleanText(`To ${where} (${state}), as ${found.account}.`)}\n`
  process.stderr.write(fitted(text, process.stderr))
  if (visibility === 'private') return isYes(await askPerson('Send it? [y/N] '))
  return (await askPerson(`Everybody will see it. Type ${name} to send it: `)) === name
}
