/** The content log on stderr while lattice works. */
import { isShown, type LogLevel, levelOfKind } from '../core/log/event.js'
import { counter, isFew } from '../core/log/likeness.js'
import type { Observer } from '../engine/observer.js'
import { coloursFor } from './terminal/colours.js'
import { eventText } from './terminal/content-event.js'
import { readingWidth } from './terminal/wrap.js'

/**
 * At level 2 the first event of each kind in each step, so that thousands of answers don't scroll by; at level 3 everything.
 */
export function logPrinter(level: LogLevel, say: (text: string) => void): Pick<Observer, 'shows' | 'said'> {
  const count = counter()
  return {
    shows: (kind) => levelOfKind[kind] <= level,
    said(event) {
      if (!isShown(event, level)) return
      if (level < 3 && !isFew(event) && count(event) > 1) return
      const page = { colours: coloursFor('stderr'), width: readingWidth(process.stderr) - 2 }
      say(eventText(event, page).replaceAll('\n', '\n  '))
    },
  }
}
