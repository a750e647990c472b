import type { ChalkInstance } from 'chalk'
import type { Tone } from '../../report/table.js'

/** The reports say what matters; a terminal gives it a colour. */
export function tones(colours: ChalkInstance): Record<Tone, (text: string) => string> {
  return {
    good: colours.green,
    bad: colours.red,
    dim: colours.dim,
    strong: colours.bold,
    plain: (text) => text,
  }
}
