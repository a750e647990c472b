import type { Command } from 'commander'
import { usualName } from '../core/config/issues.js'

/** The option that an unknown one most likely meant: by its name in other tools, or as its one completion. */
export function optionMeant(unknown: string, { options }: Command): string | undefined {
  const known = options.flatMap(({ long }) => long ?? [])
  const usual = `--${usualName(unknown.replace(/^--/, '').replaceAll('-', '_')).replaceAll('_', '-')}`
  if (known.includes(usual)) return usual
  const longer = known.filter((long) => unknown.length > 3 && long.startsWith(`${unknown}-`))
  return longer.length === 1 ? longer[0] : undefined
}
