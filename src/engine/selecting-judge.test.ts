import { join } from 'node:path'
import { expect, test } from 'vitest'
import { reportSchema } from '../core/evaluation/report.js'
import { evaluationTable } from '../report/evaluation-table.js'
import { smallProject } from './fixtures/small-project.js'
import { silentObserver } from './observer.js'
import { viewRun } from './run-view.js'
import { performRun } from './session.js'

test('a judge that also selected the data is warned of at the start and in the report, and is called judge', async () => {
  const project = smallProject()
  const notes: string[] = []
  const observer = { ...silentObserver, note: (text: string) => notes.push(text) }
  const measured = async (settings: Record<string, unknown>) => {
    notes.length = 0
    const request = { ...project.request(), config: project.config(settings), observer }
    const { run } = await performRun(request, project.house())
    const view = viewRun(join(project.folder, 'outputs'), run)
    return view.step('compare:all')!.document('report.json', reportSchema)!
  }
  const warning = expect.stringContaining('judge also selected the data')
  const partial = await measured({ 'models.judge': join(project.folder, 'model') })
  expect(notes[0]).toEqual(warning)
  expect(partial.judges.map(({ name }) => name)).toEqual(['judge'])
  expect(partial.warnings).toContainEqual(warning)
  expect(evaluationTable(partial).headline).toContain('in the eyes of judge (who also selected the data)')
  const fair = await measured({})
  expect(notes).not.toContainEqual(warning)
  expect(fair.warnings).not.toContainEqual(warning)
  expect(evaluationTable(fair).headline).not.toContain('selected')
}, 60_000)
