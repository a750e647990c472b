import { expect, test } from 'vitest'
import { type CardFacts, modelCard } from './model-card.js'

const facts: CardFacts = {
  name: 'me/better',
  base: { id: 'microsoft/phi-2', revision: 'a'.repeat(40) },
  baseLicence: 'MIT',
  licence: 'mit',
  method: 'dpo',
  templateId: 'instruct-output/v1@01234567',
  quantization: null,
  data: { train: 'b'.repeat(64) },
  training: { steps: 12, bestStep: 9, lora: { lora_r: 8 }, dpo: null },
  report: null,
}

test('the card names base, commit, method, data and licence of the base', () => {
  const card = modelCard(facts)
  expect(card).toMatch(/^---\nbase_model: "microsoft\/phi-2"\n/)
  for (const part of [
    'aaaaaaaaaaaa',
    'preference optimisation',
    'b'.repeat(64),
    'licence MIT',
    'license: "mit"',
    'instruct-output/v1 of',
  ])
    expect(card).toContain(part)
})

test('how it was trained is said in words, without what does not apply', () => {
  const card = modelCard(facts)
  expect(card).toContain('| step that was kept | `9` |')
  expect(card).not.toMatch(/bestStep|null/)
})

test('an adapter that nobody evaluated says so', () => {
  expect(modelCard(facts)).toContain('Nothing: this adapter was not evaluated.')
})

test('without a licence there is none in the front matter, and the text says so', () => {
  const card = modelCard({ ...facts, licence: null })
  expect(card).not.toContain('license:')
  expect(card).toContain('No licence is named for the adapter')
})

test('a name never becomes markup or another line of the front matter', () => {
  const evil = 'x"\nlicense: mit\n<script>alert(1)</script>`[a](javascript:b)'
  const card = modelCard({
    ...facts,
    name: evil,
    base: { ...facts.base, id: evil },
    training: { [evil]: evil },
  })
  const [, front = ''] = card.split('---')
  expect(front.split('\n').filter((line) => line.startsWith('license'))).toEqual(['license: "mit"'])
  expect(
    card
      .replaceAll(/```[\s\S]*?```/g, '')
      .replaceAll(/(?<!\\)`[^`\n]*`/g, '')
      .replace(/^---[\s\S]*?---/, ''),
  ).not.toMatch(/<script|[^\\]\]\(/)
})
