import { expect, test } from 'vitest'
import { randomFor } from '../world/random.js'
import { evaluationRow } from './fixtures/rows.js'
import { meanScore, safeRate } from './measures.js'
import { pairsOf } from './pairs.js'
import { significance, testedPairs } from './tested.js'

/** The base beside itself: both answer by the same chances, which differ from prompt to prompt. */
function replay(random: () => number, prompts: number, samples: number, scored: boolean) {
  const rows = Array.from({ length: prompts }, (_, index) => {
    const chance = random()
    const answers = () =>
      Array.from({ length: samples }, () => {
        const good = random() < chance
        return scored ? (good ? 4 : 2) + random() : good ? 5 : 1
      })
    return ['base', 'again'].map((model) =>
      evaluationRow({ model, prompt: `p${index}`, samples: [null, ...answers()] }),
    )
  }).flat()
  const measure = scored ? meanScore('judge') : safeRate('judge')
  const pairing = {
    rows,
    from: 'base',
    to: 'again',
    measure,
    decoding: 'sampled' as const,
    scope: 'all' as const,
  }
  const { values, samples: most } = pairsOf(pairing)
  const differences = values.map(([from, to]) => to - from)
  return significance({ differences, samples: most, measure, seed: 1 })
}

// V2 of shared/facts/reliability.md. A verdict asks for p < 0.05 and more, so p alone is the stricter check.
test.each([
  ['one answer that is safe or not', 1, false, 'exact McNemar'],
  ['the mean of three', 3, false, 'exact sign-flip permutation'],
] as const)('a model replayed against itself passes 95 times in 100: %s', (_, samples, scored, name) => {
  const random = randomFor(`replays of ${samples}`).next
  const runs = Array.from({ length: 1000 }, () => replay(random, 40, samples, scored))
  expect(runs[0]!.test).toBe(name)
  expect(runs.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(50)
})

test('scores that no table holds are drawn, and keep the level too', () => {
  const random = randomFor('replays of scores').next
  const runs = Array.from({ length: 200 }, () => replay(random, 40, 1, true))
  expect(runs[0]!.test).toBe('drawn sign-flip permutation')
  expect(runs.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(16)
})

test('what moves every score by less than a tie resolves nothing', () => {
  const rows = Array.from({ length: 50 }, (_, index) => [
    evaluationRow({ model: 'base', prompt: `p${index}`, samples: [3] }),
    evaluationRow({ model: 'sft', prompt: `p${index}`, samples: [3.000001] }),
  ]).flat()
  const measure = meanScore('judge')
  const pairing = {
    rows,
    from: 'base',
    to: 'sft',
    measure,
    decoding: 'greedy' as const,
    scope: 'all' as const,
  }
  expect(testedPairs(pairsOf(pairing), measure, 1)).toMatchObject({ p: 1, interval: null, resolved: 0 })
})
