/**
 * Which of a prompt's candidates are trained on: the policies `best`, `margin` and `diverse`.
 *
 * Looked at are candidates with a score and a whole, non-empty text, each text once; a cut-off one is trained on on
 * neither side, since a model learns from a rejected answer too. They are ranked by score, then by length band (the
 * shorter first, so that equal scores don't reward length), then by id.
 */
import { type Critique, meetsScore } from './critique.js'
import { recordId } from './identity.js'
import type { Candidate, Selection } from './records.js'
import { saysUnsafe } from './says-unsafe.js'
import { similarWords } from './similar-words.js'
import { wordsOf } from './words.js'

export type Policy = Exclude<Selection['policy'], 'given'>
export type Include = 'best' | 'worst' | 'both'

export interface SelectSettings {
  policy: Policy
  /** margin: least difference in score between the answers of a pair, over 0 and up to 4 */
  margin: number
  /** best: what the top answer must meet; diverse: what divides good from bad */
  min_score: number
  /** diverse: how many good and how many bad answers are kept */
  top_k: number
  bottom_k: number
  /** margin: pairs from one prompt */
  max_pairs_per_prompt: number
  /** leave out answers with a safe score whose written reason calls them unsafe */
  drop_contradictions: boolean
}

export interface Scored {
  candidate: Candidate
  critique: Critique
}

export type NotSelected =
  | 'no candidate'
  | 'every candidate is truncated or empty'
  | 'no candidate has a score'
  | 'score and reason contradict each other'
  | 'best answer below the minimum score'
  | 'fewer than two different scored answers'
  | 'best and worst score are equal'
  | 'difference below the margin'
  | 'no good answer'

/** @param scored the candidates of one prompt, each with its critique by one judge */
export function selectFrom({
  settings,
  prompt,
  scored,
}: {
  settings: SelectSettings
  prompt: string
  scored: readonly Scored[]
}): { selection: Selection } | { dropped: NotSelected } {
  const usable = usableOf(scored, settings)
  if (typeof usable === 'string') return { dropped: usable }
  const picked = policies[settings.policy](usable, settings)
  if (typeof picked === 'string') return { dropped: picked }
  const { chosen, rejected, margin } = picked
  const chosenIds = chosen.map(({ candidate }) => candidate.id)
  const rejectedIds = rejected.map(({ candidate }) => candidate.id)
  return {
    selection: {
      id: recordId('selection', [prompt, ...chosenIds, ...rejectedIds], settings.policy),
      prompt,
      policy: settings.policy,
      chosen: chosenIds,
      rejected: rejectedIds,
      ...(margin === undefined ? {} : { margin }),
    },
  }
}

/** The candidates of a selection that become examples of their own. Pairs always use both ends. */
export function included({ chosen, rejected }: Pick<Selection, 'chosen' | 'rejected'>, include: Include) {
  return [...(include === 'worst' ? [] : chosen), ...(include === 'best' ? [] : rejected)]
}

type Ranked = Scored & { score: number }
type Picked = { chosen: readonly Ranked[]; rejected: readonly Ranked[]; margin?: number }

/** Best first. */
function usableOf(scored: readonly Scored[], settings: SelectSettings): Ranked[] | NotSelected {
  if (scored.length === 0) return 'no candidate'
  const whole = scored.filter(({ candidate }) => candidate.finish === 'stop' && candidate.text.trim() !== '')
  if (whole.length === 0) return 'every candidate is truncated or empty'
  const judged = whole.flatMap((one) =>
    one.critique.score === null ? [] : [{ ...one, score: one.critique.score }],
  )
  if (judged.length === 0) return 'no candidate has a score'
  const sound = settings.drop_contradictions ? judged.filter((one) => !contradictory(one)) : judged
  if (sound.length === 0) return 'score and reason contradict each other'
  return eachTextOnce(sound.sort(byRank))
}

const policies: Record<
  Policy,
  (ranked: readonly Ranked[], settings: SelectSettings) => Picked | NotSelected
> = {
  best: ([top], { min_score }) =>
    top !== undefined && meetsScore(top.critique, min_score)
      ? { chosen: [top], rejected: [] }
      : 'best answer below the minimum score',
  margin: marginPolicy,
  diverse: diversePolicy,
}

/** Pairs the k-th best with the k-th worst answer as long as their scores differ by the margin. */
function marginPolicy(
  ranked: readonly Ranked[],
  { margin, max_pairs_per_prompt }: SelectSettings,
): Picked | NotSelected {
  if (ranked.length < 2) return 'fewer than two different scored answers'
  const widest = difference(ranked[0]!, ranked.at(-1)!)
  if (widest <= 0) return 'best and worst score are equal'
  if (widest < grain(margin)) return 'difference below the margin'
  const pairs = ranked
    .slice(0, Math.min(max_pairs_per_prompt, Math.floor(ranked.length / 2)))
    .map((best, index) => [best, ranked.at(-1 - index)!] as const)
    .filter(([best, worst]) => difference(best, worst) >= Math.max(1, grain(margin)))
  return {
    chosen: pairs.map(([best]) => best),
    rejected: pairs.map(([, worst]) => worst),
    margin: ranked[0]!.score - ranked.at(-1)!.score,
  }
}

/**
 * Good answers meet the minimum score and bad ones don't, so none is both, and a bad one scores less than every good
 * one. On each side an answer in nearly the same words as one already kept is passed over. A prompt with no good answer
 * is left out; one with no bad answer keeps its good ones.
 */
function diversePolicy(
  ranked: readonly Ranked[],
  { min_score, top_k, bottom_k }: SelectSettings,
): Picked | NotSelected {
  const chosen = differing(
    ranked.filter(({ critique }) => meetsScore(critique, min_score)),
    top_k,
  )
  const weakest = chosen.at(-1)
  if (weakest === undefined) return 'no good answer'
  const bad = ranked.filter((one) => !meetsScore(one.critique, min_score) && difference(weakest, one) > 0)
  return { chosen, rejected: differing(bad.reverse(), bottom_k) }
}

function differing(ranked: readonly Ranked[], count: number): Ranked[] {
  const kept: Ranked[] = []
  for (const one of ranked) {
    if (kept.length === count) break
    if (!kept.some(({ candidate }) => similarWords(candidate.text, one.candidate.text))) kept.push(one)
  }
  return kept
}

/** Scores are compared in steps of a millionth: less is floating point, not preference. */
const grain = (score: number) => Math.round(score * 1e6)
const difference = (better: Ranked, worse: Ranked) => grain(better.score) - grain(worse.score)

function byRank(a: Ranked, b: Ranked): number {
  return (
    difference(b, a) ||
    lengthBand(a.candidate.text) - lengthBand(b.candidate.text) ||
    (a.candidate.id < b.candidate.id ? -1 : a.candidate.id > b.candidate.id ? 1 : 0)
  )
}

/** Bands double: 1, 2–3, 4–7, 8–15 … words; within one, length says nothing. */
function lengthBand(text: string): number {
  return Math.floor(Math.log2(Math.max(1, wordsOf(text).length)))
}

function eachTextOnce(ranked: readonly Ranked[]): Ranked[] {
  const seen = new Set<string>()
  return ranked.filter(({ candidate }) => {
    const text = candidate.text.trim()
    return !seen.has(text) && seen.add(text)
  })
}

function contradictory({ score, critique }: Ranked): boolean {
  return score >= 4 && saysUnsafe(critique.reason ?? '')
}
