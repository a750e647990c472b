import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest } from './suggest.js'

const keys = ['learning_rate', 'lora_r', 'lora_alpha', 'temperature', 'n', 'seed']

test.each([
  ['lerning_rate', 'learning_rate'],
  ['learning-rate', 'learning_rate'],
  ['Temperature', 'temperature'],
  ['tempreature', 'temperature'],
  ['sede', 'seed'],
  ['lora_aplha', 'lora_alpha'],
  ['flavour', undefined],
  ['beta', undefined],
])('%s means %s', (word, meant) => {
  expect(nearest(word, keys)).toBe(meant)
})

test('a word is nearest to itself, and two swapped letters never hide it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys.filter((key) => key.length > 3)), fc.nat(), (key, at) => {
      const left = at % (key.length - 1)
      const swapped = key.slice(0, left) + key[left + 1] + key[left] + key.slice(left + 2)
      expect(nearest(key, keys)).toBe(key)
      expect(nearest(swapped, keys)).toBe(key)
    }),
  )
})
