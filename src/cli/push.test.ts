import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepAdapter } from '../engine/adapter.js'
import { type Captured, captured } from './fixtures/captured.js'
import { configure } from './push.js'

let root: string
let printed: Captured

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lattice-push-'))
  printed = captured()
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(root, { recursive: true })
})

async function push(...args: string[]): Promise<string> {
  const command = new Command('push').exitOverride()
  configure(command)
  printed.stdout = ''
  await command.parseAsync(args, { from: 'user' })
  return printed.stdout
}

function trained(base = { id: 'microsoft/phi-2', revision: 'a'.repeat(40) }): string {
  const checkpoint = join(root, 'checkpoint')
  mkdirSync(checkpoint, { recursive: true })
  writeFileSync(join(checkpoint, 'adapter_model.safetensors'), 'weights')
  const config = { base_model_name_or_path: '/home/someone/secret', target_modules: ['q_proj'] }
  writeFileSync(join(checkpoint, 'adapter_config.json'), JSON.stringify(config))
  keepAdapter({
    checkpoint,
    folder: root,
    manifest: {
      method: 'dpo',
      base,
      parent: null,
      quantization: null,
      templateId: 'plain/v1@01234567',
      data: { train: 'c'.repeat(64) },
      training: { steps: 3 },
    },
  })
  return join(root, 'adapter')
}

test('a dry run lists the files and the card, and writes nothing', async () => {
  const adapter = trained()
  const before = readdirSync(root)
  const text = await push('me/better', '--adapter', adapter, '--dry-run', '--out', join(root, 'out'))
  for (const part of [
    'adapter_model.safetensors',
    'README.md',
    'base_model: "microsoft/phi-2"',
    'Nothing was sent',
  ])
    expect(text).toContain(part)
  expect(readdirSync(root)).toEqual(before)
})

test('--out writes what would be sent, and no path of this machine is in it', async () => {
  const out = join(root, 'out')
  const text = await push('me/better', '--adapter', trained(), '--out', out)
  expect(readdirSync(out).sort()).toEqual([
    'README.md',
    'adapter_config.json',
    'adapter_model.safetensors',
    'lattice.json',
  ])
  for (const name of readdirSync(out)) {
    const content = readFileSync(join(out, name), 'utf8')
    expect(content).not.toContain('someone')
    expect(content).not.toContain(root)
  }
  expect(text).toContain(`hf upload me/better ${out} . --private`)
  await expect(push('me/better', '--adapter', join(root, 'adapter'), '--out', out)).rejects.toMatchObject({
    exitCode: 2,
  })
})

test('an adapter of a base that is not on the Hub is told to be of no use to others', async () => {
  const adapter = trained({ id: 'tiny/generator', revision: 'b'.repeat(64) })
  expect(await push('me/better', '--adapter', adapter, '--dry-run')).toContain(
    '! Its base tiny/generator is not on the Hub',
  )
  const out = join(root, 'out')
  const written = await push('me/better', '--adapter', adapter, '--out', out)
  expect(written).toContain(`Written to ${out}.`)
  expect(written).not.toContain('hf upload')
})

test('a damaged adapter is refused, and so is a name that is none', async () => {
  const adapter = trained()
  writeFileSync(join(adapter, 'adapter_model.safetensors'), 'other')
  await expect(push('me/better', '--adapter', adapter, '--dry-run')).rejects.toThrow('is damaged')
  await expect(push('better', '--adapter', adapter, '--dry-run')).rejects.toMatchObject({ exitCode: 2 })
  expect(existsSync(join(root, 'out'))).toBe(false)
})
