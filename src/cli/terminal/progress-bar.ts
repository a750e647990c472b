/**
 * Bars on a terminal. The cursor and the line wrap are left as they are: what is never changed needs no repair when
 * the process is killed.
 */
import { SingleBar } from 'cli-progress'
import { cleanText } from './clean-text.js'
import { holdLine } from './open-line.js'
import type { ProgressState, ProgressView, TextStream } from './progress.js'
import { endText, stateText } from './progress-text.js'
import { cutTo } from './width.js'

const barWidth = 24

export function createBarView(stream: TextStream): ProgressView {
  let shown: { bar: SingleBar; state: ProgressState; release: () => void } | undefined

  function draw(state: ProgressState): void {
    const bar = new SingleBar({
      stream: stream as NodeJS.WriteStream,
      format: (_options, _params, payload: { state: ProgressState }) =>
        cutTo(barText(payload.state), (stream.columns ?? 80) - 1),
      clearOnComplete: true,
      linewrap: true,
      gracefulExit: false,
      emptyOnZero: true,
    })
    shown = { bar, state, release: holdLine(erase) }
    bar.start(state.total ?? 0, state.done, { state })
  }

  function erase(): void {
    shown?.bar.stop()
    shown?.release()
    shown = undefined
  }

  return {
    started: draw,
    updated(state) {
      if (!shown) return
      shown.state = state
      shown.bar.update(state.done, { state })
    },
    stopped(state) {
      erase()
      stream.write(`${cleanText(endText(state))}\n`)
    },
    note(text) {
      const state = shown?.state
      erase()
      stream.write(`  ${cleanText(text)}\n`)
      if (state) draw(state)
    },
  }
}

function barText(state: ProgressState): string {
  const { title, total, done } = state
  if (!total) return `  ${cleanText(title)}  ${stateText(state)}`
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  const bar = '█'.repeat(full) + '░'.repeat(barWidth - full)
  return `  ${cleanText(title)}  ${bar} ${Math.floor(share * 100)} %  ${stateText(state)}`
}
