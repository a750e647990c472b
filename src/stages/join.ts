import type { Candidate, Prompt, Verdict } from '../core/records.js'
import { leftJoin } from '../core/streams.js'

/** Every prompt with its candidates, in the order of the prompts. */
export function candidatesByPrompt(
  prompts: AsyncIterable<Prompt>,
  candidates: AsyncIterable<Candidate>,
): AsyncGenerator<[Prompt, Candidate[]]> {
  return leftJoin(prompts, candidates, { leftKey: ({ id }) => id, rightKey: ({ prompt }) => prompt })
}

export interface Judged {
  prompt: Prompt
  candidates: { candidate: Candidate; verdicts: Verdict[] }[]
}

/** Every prompt that has candidates, each of them with its verdicts. */
export async function* judgedByPrompt(
  prompts: AsyncIterable<Prompt>,
  candidates: AsyncIterable<Candidate>,
  verdicts: AsyncIterable<Verdict>,
): AsyncGenerator<Judged> {
  const joined = leftJoin(candidatesByPrompt(prompts, candidates), verdicts, {
    leftKey: ([{ id }]) => id,
    rightKey: ({ prompt }) => prompt,
  })
  for await (const [[prompt, group], found] of joined) {
    if (group.length === 0) continue
    const verdictsOf = ({ id }: Candidate) => found.filter(({ subject }) => subject === id)
    yield { prompt, candidates: group.map((candidate) => ({ candidate, verdicts: verdictsOf(candidate) })) }
  }
}
