/** What the command line says about the config: `--set` first, then the flags of the command, which are stronger. */
import type { Command } from 'commander'
import { type Overlay, overlayFromSet, typedValue } from '../core/config/overlay.js'

/** Option as commander names it (`maxNewTokens`) → the keys of the config that it sets. */
export type FlagKeys = Readonly<Record<string, string | readonly string[]>>

const shared: FlagKeys = { seed: 'seed' }

/** Only what was really given on the command line becomes an overlay. */
export function overlaysOf(command: Command, flags: FlagKeys = {}): Overlay[] {
  const set = (command.opts<{ set?: string[] }>().set ?? []).map(overlayFromSet)
  return [
    ...set,
    ...Object.entries({ ...shared, ...flags }).flatMap(([option, keys]) =>
      [keys].flat().flatMap((key) => flag(command, option, key)),
    ),
  ]
}

function flag(command: Command, option: string, key: string): Overlay[] {
  if (command.getOptionValueSource(option) !== 'cli') return []
  const value: unknown = command.getOptionValue(option)
  const source = command.options.find((known) => known.attributeName() === option)?.long ?? `--${option}`
  return [{ key, value: typeof value === 'string' ? typedValue(key, value) : value, source }]
}
