import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk'

/** Colours for one stream. chalk knows FORCE_COLOR and terminals, but not NO_COLOR, which holds unless forced. */
export function coloursFor(
  stream: 'stdout' | 'stderr',
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ChalkInstance {
  const support = stream === 'stdout' ? supportsColor : supportsColorStderr
  const refused = Boolean(environment.NO_COLOR) && environment.FORCE_COLOR === undefined
  return new Chalk({ level: refused || !support ? 0 : support.level })
}
