import { readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../core/canonical.js'
import { hashFile } from '../io/files/hash.js'
import { smallProject } from './fixtures/small-project.js'
import { silentObserver } from './observer.js'
import { performRun } from './session.js'
import type { StepDefinition } from './step.js'

/** What the steps made, by path; without what only tells when and where. */
function artifacts(outputs: string): Map<string, string> {
  const steps = join(outputs, 'steps')
  const names = readdirSync(steps, { recursive: true, encoding: 'utf8' })
  return new Map(
    names
      .filter((name) => /\.(jsonl|safetensors)$/.test(name) && statSync(join(steps, name)).isFile())
      .sort()
      .map((name) => [name, hashFile(join(steps, name)).sha256]),
  )
}

test('without its ledger a project is made again from the answers that it has, the same, in a run of its own', async () => {
  const small = smallProject()
  const { outputs } = small.config()
  const wanted = ({ recipe }: StepDefinition) => recipe.stage === 'select'
  const before = await performRun(small.request({ wanted }), small.house())
  const [made, asked] = [artifacts(outputs), small.countAsked()]
  const page = hashFile(join(outputs, before.run.id, 'plan.json'))
  renameSync(join(outputs, 'lattice.db'), join(outputs, 'lattice.db.damaged'))
  const notes: string[] = []
  const observer = { ...silentObserver, note: (text: string) => void notes.push(text) }
  const after = await performRun(small.request({ wanted, observer }), small.house())
  expect(notes[0]).toMatch(/steps holds 5 finished steps, and the ledger knows none of them/)
  expect(small.countAsked()).toBe(asked)
  expect(sha256(JSON.stringify([...artifacts(outputs)]))).toBe(sha256(JSON.stringify([...made])))
  expect(after.run.id).not.toBe(before.run.id)
  expect(hashFile(join(outputs, before.run.id, 'plan.json'))).toEqual(page)
})
