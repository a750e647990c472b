import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { selectionReportSchema } from '../core/evaluation/selection.js'
import { smallProject } from './fixtures/small-project.js'
import { type RunView, viewRun } from './run-view.js'
import { selectionReport } from './selection-report.js'
import { performRun } from './session.js'

const project = smallProject()
let view: RunView

const viewUntil = async (stage: string, settings = {}) => {
  const wanted = ({ recipe }: { recipe: { stage: string } }) => recipe.stage === stage
  const { run } = await performRun(
    project.request({ wanted, config: project.config(settings) }),
    project.house(),
  )
  return viewRun(join(project.folder, 'outputs'), run)
}

beforeAll(async () => {
  view = await viewUntil('select')
}, 60_000)

test('everything judged, what each policy chose and what it rejected are measured, with what was left out', async () => {
  const asked = project.countAsked()
  const report = selectionReportSchema.parse(await selectionReport(view))
  expect(project.countAsked()).toBe(asked)
  expect(report.sets.map(({ step, policy, side }) => [step, policy, side])).toEqual([
    ['critique:main', null, 'all'],
    ['select:sft', 'best', 'chosen'],
    ['select:dpo', 'margin', 'chosen'],
    ['select:dpo', 'margin', 'rejected'],
  ])
  const numbers = report.sets.map(({ figures }) => figures[0]!.num_samples)
  const facts = (id: string) => view.step(id)!.row.facts
  expect(numbers).toEqual([
    facts('critique:main').judged,
    facts('select:sft').chosen,
    facts('select:dpo').chosen,
    facts('select:dpo').rejected,
  ])
  const [all, sft, chosen, rejected] = report.sets.map(({ figures }) => figures[0]!.mean_score!)
  expect(sft).toBeGreaterThan(all!)
  expect(chosen).toBeGreaterThan(rejected!)
  expect(report.left_out['select:dpo']).toEqual(facts('select:dpo').dropped ?? {})
})

test('a run that has selected nothing says which command does it', async () => {
  const early = await viewUntil('generate', { 'generate.n': 2 })
  await expect(selectionReport(early)).rejects.toMatchObject({
    exitCode: 3,
    hint: expect.stringContaining('lattice select'),
  })
})
