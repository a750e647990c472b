/** For logs and pipes: a line at the start, one for each tenth or half minute, and one at the end. */
import { cleanStyledText, cleanText } from './clean-text.js'
import { fitted } from './fitted.js'
import type { ProgressState, ProgressView, TextStream } from './progress.js'
import { endText, stateText } from './progress-text.js'

const quietSeconds = 1
const longestSilence = 30

export function createPlainView(stream: TextStream): ProgressView {
  let last = { tenth: 0, seconds: 0, done: 0 }
  const line = (text: string) => stream.write(`${cleanText(text)}\n`)
  return {
    started(state) {
      last = { tenth: 0, seconds: 0, done: 0 }
      line(`  ${state.title}${state.total === undefined ? '' : `  ${state.total} ${state.unit}`.trimEnd()}`)
    },
    updated(state) {
      const tenth = tenthOf(state)
      const since = state.seconds - last.seconds
      if (!state.meanwhile && (state.done === state.total || state.done === last.done)) return
      if (since < quietSeconds) return
      if (tenth === last.tenth && since < longestSilence) return
      last = { tenth, seconds: state.seconds, done: state.done }
      line(`  ${state.title}  ${stateText(state)}`)
    },
    stopped: (state) => line(`  ${endText(state)}`),
    note: (text) => stream.write(`${fitted(`  ${cleanStyledText(text)}`, stream)}\n`),
  }
}

function tenthOf({ done, total }: ProgressState): number {
  return total ? Math.floor((10 * done) / total) : 0
}
