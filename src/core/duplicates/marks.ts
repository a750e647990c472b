import { grown } from './grown.js'

/** A set of small whole numbers that is emptied in one step: what was seen in this round. */
export interface Marks {
  clear(): void
  /** Whether the number was not there yet; it is then. */
  mark(number: number): boolean
}

export function createMarks(): Marks {
  let rounds: Uint32Array = new Uint32Array(256)
  let round = 0
  return {
    clear: () => {
      if (round === 0xffffffff) rounds.fill(0)
      round = round === 0xffffffff ? 1 : round + 1
    },
    mark(number) {
      if (number >= rounds.length) rounds = grown(rounds, number + 1)
      if (rounds[number] === round) return false
      rounds[number] = round
      return true
    },
  }
}
