import { expect, test } from 'vitest'
import type { PlannedStep } from './plan.js'
import { tinyCriticNotes } from './tiny-critic.js'

const critique = (embedded: boolean, source: string) =>
  [
    {
      definition: {
        recipe: { id: 'critique:main' },
        model: { embedded },
        inputs: { candidates: { step: source, file: 'candidates.jsonl' } },
      },
      decision: 'run',
    },
  ] as unknown as PlannedStep[]

test('the embedded critic is warned of where it judges imported text, and only there', () => {
  expect(tinyCriticNotes(critique(true, 'import:main'))).toEqual([
    expect.stringContaining('can not judge imported text'),
  ])
  expect(tinyCriticNotes(critique(false, 'import:main'))).toEqual([])
  expect(tinyCriticNotes(critique(true, 'generate:main'))).toEqual([])
})
