import { expect, test } from 'vitest'
import { type CardFacts, modelCard } from './model-card.js'

const facts: CardFacts = {
  name: 'me/better',
  base: { id: 'microsoft/phi-2', revision: 'a'.repeat(40) },
  baseLicence: 'MIT',
  method: 'dpo',
  templateId: 'instruct-output/v1@01234567',
  quantization: null,
  data: { train: 'b'.repeat(64) },
  training: { steps: 12, lora: { lora_r: 8 } },
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
    'instruct-output/v1 of',
  ])
    expect(card).toContain(part)
})

test('an adapter that nobody evaluated says so', () => {
  expect(modelCard(facts)).toContain('Nothing: this adapter was not evaluated.')
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
  expect(front.split('\n').filter((line) => line.startsWith('license'))).toEqual([])
  expect(
    card
      .replaceAll(/```[\s\S]*?```/g, '')
      .replaceAll(/(?<!\\)`[^`\n]*`/g, '')
      .replace(/^---[\s\S]*?---/, ''),
  ).not.toMatch(/<script|[^\\]\]\(/)
})
