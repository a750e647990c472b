import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentHash } from '../io/files/hash.js'
import { safetensors } from '../io/models/fixtures/safetensors.js'
import { smallProject } from './fixtures/small-project.js'
import { performRun, previewRun } from './session.js'

const given = (path: string) => ({ adapter: { path, sha256: contentHash(path) } })

test('an adapter from elsewhere is refused before anything runs unless base and template are its own', async () => {
  const project = smallProject()
  const { run } = await performRun(project.request(), project.house())
  const adapter = join(project.folder, 'outputs', run.id, 'adapter')
  const outputs = join(project.folder, 'others')
  const asked = (settings: object, wanted: string) =>
    project.request({
      config: project.config({ outputs, ...settings }),
      given: given(adapter),
      wanted: ({ recipe }) => recipe.id === wanted || recipe.stage === wanted,
    })
  const refused = async (settings: object, message: RegExp, exitCode = 3) => {
    const before = project.countAsked()
    for (const wanted of ['compare', 'train:dpo'])
      for (const perform of [performRun, previewRun])
        await expect(perform(asked(settings, wanted), project.house())).rejects.toMatchObject({
          exitCode,
          message: expect.stringMatching(message),
        })
    expect(project.countAsked()).toBe(before)
    expect(existsSync(join(outputs, 'steps'))).toBe(false)
  }
  await refused(
    { 'models.generator.template': 'plain/v1' },
    /trained with the template chat, and this asks with plain/,
  )
  const weights = join(project.folder, 'model', 'model.safetensors')
  writeFileSync(weights, safetensors('other weights'))
  await refused({}, /was trained on model@[0-9a-f]{12}, not on model@/)
  writeFileSync(weights, safetensors('weights'))

  const trained = await performRun(asked({}, 'train:dpo'), project.house())
  expect([...trained.steps.keys()]).not.toContain('train:sft')
  const manifest = join(outputs, trained.steps.get('train:dpo')?.folder ?? '', 'adapter', 'lattice.json')
  expect(JSON.parse(readFileSync(manifest, 'utf8')).parent).toBe(contentHash(adapter))

  rmSync(outputs, { recursive: true })
  appendFileSync(join(adapter, 'adapter_model.safetensors'), '!')
  await refused({}, /is damaged: adapter_model\.safetensors is not what training left/, 1)
}, 60_000)
