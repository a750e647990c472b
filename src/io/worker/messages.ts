import { WorkerError } from '../../core/errors.js'
import { eventSchema, type HostEvent, hostEventSchema, type WorkerEvent } from './events.js'
import { protocolVersion } from './protocol.js'

/** One line of the event channel. @throws WorkerError when it is not an event of this protocol. */
export function readEvent(line: string): WorkerEvent | HostEvent {
  const value = parse(line)
  const type = (value as { type?: unknown } | null)?.type
  if (type === 'ready' || type === 'host') requireSameProtocol((value as { protocol?: unknown }).protocol)
  const parsed = (type === 'host' || type === 'exited' ? hostEventSchema : eventSchema).safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new WorkerError('protocol', `The worker sent an event that is not in the protocol: ${clip(line)}.`, {
    hint: `${issue?.path.join('.') || 'event'}: ${issue?.message}`,
  })
}

/** @throws WorkerError naming both versions. */
function requireSameProtocol(theirs: unknown): void {
  if (theirs === protocolVersion) return
  throw new WorkerError(
    'protocol',
    `The worker speaks protocol ${theirs}, this program speaks ${protocolVersion}.`,
    {
      hint: 'The Python folder and the program come from different versions of lattice: reinstall one of them.',
    },
  )
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new WorkerError('protocol', `The worker sent a line that is not JSON: ${clip(line)}.`, {
      hint: 'Something wrote on the event channel. See worker.log.',
      cause,
      unquoted: 'The worker sent a line that is not JSON.',
    })
  }
}

const clip = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text)
