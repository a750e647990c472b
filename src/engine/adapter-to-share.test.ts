import { expect, test } from 'vitest'
import { sharedFiles } from './adapter-to-share.js'

test('only files of an adapter are shared, whatever else lies beside them', () => {
  const names = [
    'adapter_model.safetensors',
    'optimizer.pt',
    '.env',
    'tokenizer.json',
    'x/adapter_config.json',
  ]
  const files = names.map((name) => ({ name, sha256: '', bytes: 1 }))
  const made = sharedFiles({ files } as Parameters<typeof sharedFiles>[0])
  expect(made).toEqual(['adapter_model.safetensors', 'tokenizer.json', 'lattice.json'])
})
