import { join } from 'node:path'
import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { smallProject } from '../engine/fixtures/small-project.js'
import { viewRun } from '../engine/run-view.js'
import { performRun } from '../engine/session.js'
import { lossPictures } from './plots.js'

test('the losses of one training or of all are drawn', async () => {
  const project = smallProject()
  const page = { colours: new Chalk({ level: 0 }), width: 79 }
  const outputs = join(project.folder, 'outputs')
  const { run } = await performRun(
    project.request({ wanted: ({ recipe }) => recipe.stage === 'train' }),
    project.house(),
  )
  const titles = (id?: string) =>
    lossPictures(viewRun(outputs, run), page, id).map((picture) => picture.split(' ', 3).join(' '))
  expect(titles('train:dpo')).toEqual(['LOSS of train:dpo,'])
  expect(lossPictures(viewRun(outputs, run), page, 'train:dpo')[0]).toMatch(/^LOSS of train:dpo, sigmoid/)
  expect(titles()).toEqual(['LOSS of train:sft', 'LOSS of train:dpo,'])
}, 60_000)
