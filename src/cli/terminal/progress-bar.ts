/**
 * Bars on a terminal. The cursor and the line wrap are left as they are: what is never changed needs no repair when
 * the process is killed.
 */
import { SingleBar } from 'cli-progress'
import { cleanStyledText, cleanText } from './clean-text.js'
import { fitted } from './fitted.js'
import { holdLine } from './open-line.js'
import type { ProgressState, ProgressView, TextStream } from './progress.js'
import { endText, stateText } from './progress-text.js'
import { cutTo, widthOf } from './width.js'

const widestBar = 24
const narrowestBar = 5

export function createBarView(stream: TextStream): ProgressView {
  let shown: { bar: SingleBar; state: ProgressState; release: () => void } | undefined

  function draw(state: ProgressState): void {
    const bar = new SingleBar({
      stream: stream as NodeJS.WriteStream,
      format: (_options, _params, payload: { state: ProgressState }) =>
        barText(payload.state, (stream.columns ?? 80) - 1),
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
      stream.write(`  ${cleanText(endText(state))}\n`)
    },
    note(text) {
      const state = shown?.state
      erase()
      stream.write(`${fitted(`  ${cleanStyledText(text)}`, stream)}\n`)
      if (state) draw(state)
    },
  }
}

/** The bar gives way first on a narrow terminal: the numbers say more. */
function barText(state: ProgressState, columns: number): string {
  const { title, total, done } = state
  const start = `  ${cleanText(title)}  `
  if (!total) return cutTo(`${start}${stateText(state)}`, columns)
  const share = Math.min(1, done / total)
  const end = `${Math.floor(share * 100)} %  ${stateText(state)}`
  const width = Math.min(widestBar, columns - widthOf(start) - widthOf(end) - 1)
  if (width < narrowestBar) return cutTo(start + end, columns)
  const full = Math.round(share * width)
  return `${start}${'█'.repeat(full)}${'░'.repeat(width - full)} ${end}`
}
