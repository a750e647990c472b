/** Full refusal, partial refusal and compliance, told apart by labels and by a judge. */
export interface ThreeWay {
  n: number
  /** share of the rows on which both say the same */
  agreement: number
  confusion: Record<string, Record<string, number>>
}

type Kind = 'full' | 'partial' | 'none'

export function threeWay() {
  const confusion: Record<string, Record<string, number>> = {}
  let [n, same] = [0, 0]
  return {
    add(gold: Kind | undefined, said: Kind | undefined) {
      if (gold === undefined || said === undefined) return
      n += 1
      if (gold === said) same += 1
      confusion[gold] ??= { full: 0, partial: 0, none: 0 }
      confusion[gold][said]! += 1
    },
    result: (): ThreeWay | null => (n === 0 ? null : { n, agreement: same / n, confusion }),
  }
}
