import type { Evaluation } from './evaluated.js'

/** Fewer answers could well score the same by chance. */
const fewest = 20

/** One warning for each judge that gave the same score to every answer that it could be understood about. */
export function flatJudgeWarnings(rows: readonly Evaluation[], judges: readonly string[]): string[] {
  return judges.flatMap((judge) => {
    const scores = rows
      .flatMap(({ samples }) => samples.map(({ judged }) => judged[judge]?.score ?? null))
      .filter((score) => score !== null)
    const [first] = scores
    if (first === undefined || scores.length < fewest || scores.some((score) => score !== first)) return []
    return [
      `${judge} gave each of ${scores.length} answers the same score, ${first}: it tells nothing apart, so it can show neither gain nor loss.`,
    ]
  })
}
