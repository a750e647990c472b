import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { dataOf, evaluationOf, stepOf } from './fixtures/data.js'
import { reportHtml } from './page.js'
import { mostPairs } from './pairs.js'

const payloads = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</style><style>*{display:none}</style>',
  '</details></article><iframe srcdoc="<b>">',
  '<!-- not closed',
  '\u2028\u2029<a href="javascript:alert(1)">x</a>',
  '\u202eevil\u2066\u{e0041}',
  '\u001b[2J\u001b]8;;http://x\u0007\u009b31m',
  'half \ud83d half \udc4d',
  '&lt;b&gt; &#x3c;b> {{7*7}} <%= 7*7 %>',
  '\u0000nul\r\nline\rline',
]

/** The tags with the names of their attributes: what a text may never change. */
const skeleton = (page: string) =>
  [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'))

const harmless = (text: string) => text.replaceAll(/[<>&"'{}$]/g, '*').replaceAll(/[^\x20-\x7e\n]/gu, '*')

test.each(payloads)('%j stays text, wherever it stands', (payload) => {
  const page = reportHtml(dataOf({ text: payload, run: payload }))
  const plain = harmless(payload)
  expect(skeleton(page)).toEqual(skeleton(reportHtml(dataOf({ text: plain, run: plain }))))
  expect(page).not.toMatch(/\p{Cs}/u)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/)
})

const page = reportHtml(dataOf())

test('the page loads nothing and runs nothing: its policy allows its own style sheet alone', () => {
  const sheet = page.match(/<style>([\s\S]*?)<\/style>/)?.[1] ?? ''
  const hash = createHash('sha256').update(sheet).digest('base64')
  expect(page).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  )
  expect(page).not.toMatch(/<script|<link|<iframe|<object|\bsrc=|url\(|@import|https?:|\sstyle="|\son\w+="/i)
})

test('every id is there once, every link within the page leads somewhere, and headings skip no level', () => {
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  const links = [...page.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id)
  const steps = ids.filter((id) => id?.startsWith('step-'))
  expect(new Set(ids).size + steps.length - new Set(steps).size).toBe(ids.length)
  for (const link of links) expect(ids).toContain(link)
  const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level))
  levels.reduce((before, level) => {
    expect(level).toBeLessThanOrEqual(before + 1)
    return level
  }, 0)
  expect(page).toContain('<html lang="en">')
  expect(page).toContain('<title>run-1: report</title>')
})

test('the main result, its interval and the warnings stand before any table', () => {
  const before = page.slice(0, page.indexOf('<table'))
  expect(before).toContain('sft: 33% of its greedy answers to 3 prompts are safe in the eyes of rules')
  expect(before).toContain('Read this first')
  expect(before).toContain('have no licence'.replace('have', 'has'))
  expect(before).toContain('Not resolved: safe answers')
})

test('what a run does not have yet is said, not left out', () => {
  const empty = { ...dataOf(), evaluation: null, trainings: [], prompts: [], steps: [] }
  const bare = reportHtml({ ...empty, run: { ...empty.run, status: 'failed' } })
  for (const text of [
    'No model was measured yet',
    'This run is not finished (failed)',
    'Nothing was trained yet',
    'No training data was made yet',
    'No prompts were read yet',
    'No step has run yet',
  ])
    expect(bare).toContain(text)
  expect(bare).not.toContain('id="pairs"')
})

test('damage, failure and a proof that fails are warned of', () => {
  const steps = [
    stepOf({ damage: 'steps/x/prompts.jsonl is gone' }),
    stepOf({ id: 'train:sft', status: 'failed', error: 'no memory is left' }),
    stepOf({
      id: 'train:dpo',
      proofs: [{ name: 'trained_tokens', passed: false, value: '0', detail: 'none' }],
    }),
  ]
  const warned = reportHtml({ ...dataOf(), steps })
  expect(warned).toContain(
    'prompts:all: steps/x/prompts.jsonl is gone. What rests on it can&#39;t be trusted.',
  )
  expect(warned).toContain('train:sft failed: no memory is left')
  expect(warned).toContain('the proof “trained_tokens” failed (none)')
})

test('each choice of the filter hides the pairs of other kinds, and each two of them have their count', () => {
  const choices = (name: string) =>
    [...page.matchAll(new RegExp(` id="${name}-(\\w+)"`, 'g'))].map(([, value]) => value!)
  expect(choices('class')).toEqual(['all', 'adversarial', 'borderline', 'cooperating'])
  expect(choices('verdict')).toEqual(['all', 'loss', 'unparsed', 'win', 'tie'])
  for (const promptClass of choices('class')) {
    if (promptClass !== 'all')
      expect(page).toContain(`.pairs:has(#class-${promptClass}:checked) .pair:not(.${promptClass})`)
    for (const verdict of choices('verdict')) {
      const both = `.pairs:has(#class-${promptClass}:checked):has(#verdict-${verdict}:checked)`
      expect(page).toContain(`${both} .n-${promptClass}-${verdict}`)
      expect(page.split(`<span class="n-${promptClass}-${verdict}">`)).toHaveLength(2)
    }
  }
  for (const verdict of choices('verdict').slice(1))
    expect(page).toContain(`.pairs:has(#verdict-${verdict}:checked) .pair:not(.${verdict})`)
  expect(page).toContain('<span class="n-adversarial-loss">1 pair shown.</span>')
  expect(page).toContain('<span class="n-borderline-loss">No pair is so.</span>')
})

test('a pair shows the words that differ, who was better, and what was broken; the worst stands first', () => {
  const answered = { ...dataOf(), evaluation: evaluationOf('You must rest.', 'You could rest.') }
  const pairs = reportHtml(answered).split('<article class="pair ').slice(1)
  expect(pairs.map((pair) => pair.slice(0, pair.indexOf('"')))).toEqual([
    'adversarial loss',
    'cooperating win',
    'borderline tie',
  ])
  expect(pairs[0]).toContain('You <del>must</del> rest.')
  expect(pairs[0]).toContain('You <ins>could</ins> rest.')
  expect(pairs[0]).toContain('breaks harm')
  expect(pairs[0]).toContain('2 more answers')
})

test('a long answer is folded, a very long one is cut, and both say how long they are; no character is halved', () => {
  const long = reportHtml({ ...dataOf(), evaluation: evaluationOf('word '.repeat(400)) })
  expect(long).toContain('… show all 2,000 characters')
  const huge = reportHtml({ ...dataOf(), evaluation: evaluationOf(`x${'😀'.repeat(100_000)}`) })
  expect(huge).toContain('… cut here: 8,000 of 200,001 characters')
  expect(huge).toContain('… cut here: 1,500 of 200,001 characters')
  expect(huge).not.toContain('‹U+D83D›')
  expect(huge.length).toBeLessThan(400_000)
})

test('more pairs than a page can bear are counted, and those that tell most are kept', () => {
  const data = dataOf()
  const evaluation = data.evaluation!
  const many = Array.from({ length: mostPairs }, () => evaluation.pairs[1]!)
  const shown = reportHtml({ ...data, evaluation: { ...evaluation, pairs: [...many, evaluation.pairs[0]!] } })
  expect(shown).toContain('Here are 1,000 of 1,001 pairs')
  expect(shown).toContain('<article class="pair adversarial loss"')
})
