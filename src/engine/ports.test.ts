import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smallProject } from './fixtures/small-project.js'
import { silentObserver } from './observer.js'
import { performRun, type Request } from './session.js'

test('a prompt file that is saved anew while it is read is refused, and the next run reads the new one', async () => {
  const small = smallProject()
  const path = join(small.folder, 'prompts.jsonl')
  const late: Request['observer'] = {
    ...silentObserver,
    stepStarted: ({ id }) => {
      if (id === 'prompts:all') appendFileSync(path, '\n{"prompt":"one more?"}\n')
    },
  }
  await expect(performRun(small.request({ observer: late }), small.house())).rejects.toMatchObject({
    message: `${path} was changed while it was read.`,
    exitCode: 2,
  })
  const { steps } = await performRun(
    small.request({ wanted: ({ recipe }) => recipe.stage === 'prompts' }),
    small.house(),
  )
  const { train, validation } = steps.get('prompts:all')!.facts
  expect(Number(train) + Number(validation)).toBe(25)
})
