import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { type ContentEvent, said } from '../../core/log/event.js'
import { eventText } from './content-event.js'
import { visibleWidth } from './wrap.js'

const page = { colours: new Chalk({ level: 0 }), width: 70 }
const place = { step: 'generate:main', timestamp: '' }
const generation = (answer: string): ContentEvent => ({
  ...said('INITIAL-GENERATION', {
    by: 'model@1',
    about: ['candidate-0123456789abcdef0123', 'prompt-1'],
    content: { prompt: 'Why?', answer },
    metadata: { sample: 0 },
  }),
  ...place,
})

test('an event names its stage, its step, who spoke and a record to trace', () => {
  expect(eventText(generation('Because.'), page)).toBe(
    [
      'INITIAL-GENERATION  generate:main · model@1 · candidate-01234567',
      '  prompt  Why?',
      '  answer  Because.',
      '  sample 0',
    ].join('\n'),
  )
})

test('a long text is cut with its true length, and no line is wider than the page', () => {
  const text = eventText(generation('word '.repeat(400)), page)
  expect(text).toMatch(/…\s+\(2000 characters\)/)
  for (const line of text.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(70)
})

test.each([
  ['\u001b[2J\u001b]0;title\u0007hidden'],
  ['\u009b31mred'],
  ['a\rb\u0008c'],
  ['\u001b]8;;http://example.invalid\u001b\\link\u001b]8;;\u001b\\'],
])('what a model says never becomes control: %j', (answer) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(eventText(generation(answer), page)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

test.each([
  [
    70,
    [
      '  base                               dpo',
      '  You [-must-] rest now.             You {+may+} rest now.',
    ],
  ],
  [60, ['  base  You [-must-] rest now.', '  dpo   You {+may+} rest now.']],
])(
  'at %d columns the sides of a comparison stand where they fit, with the differing words marked',
  (width, lines) => {
    const event: ContentEvent = {
      ...said('SIDE-BY-SIDE-DIFF', {
        content: { base: 'You must rest now.', tuned: 'You may rest now.' },
        metadata: { base: 'base', tuned: 'dpo' },
      }),
      ...place,
    }
    expect(
      eventText(event, { ...page, width })
        .split('\n')
        .slice(1),
    ).toEqual(lines)
  },
)

test('texts that share too little are not marked all over', () => {
  const event: ContentEvent = {
    ...said('SIDE-BY-SIDE-DIFF', {
      content: { base: 'I cannot help with that.', tuned: 'Here is a long list of ideas with some detail.' },
    }),
    ...place,
  }
  expect(eventText(event, page)).not.toMatch(/\[-|\{\+/)
})

test('colours end with every word, so that a broken line never carries one over', () => {
  const event: ContentEvent = {
    ...said('SIDE-BY-SIDE-DIFF', {
      content: { base: 'You must really rest now.', tuned: 'You should certainly rest now.' },
    }),
    ...place,
  }
  const text = eventText(event, { colours: new Chalk({ level: 1 }), width: 60 })
  expect(text).toContain('\u001b[31mmust\u001b[39m \u001b[31mreally\u001b[39m')
})

const probe = (before: string, now: string, width = 70) => {
  const content = { prompt: 'Why?', before, now }
  const event: ContentEvent = {
    ...said('PROBE-CHANGE', {
      stage: 'EPOCH-1-BATCH-3-PROBE-1',
      by: 'model@1',
      about: ['prompt-1'],
      content,
      metadata: { step: 3, validation_loss: 1.5 },
    }),
    ...place,
    step: 'train:sft',
  }
  return eventText(event, { ...page, width }).split('\n')
}

test('a probe is a strip: step and loss, the prompt, and the answer before and now', () => {
  expect(probe('You must rest now.', 'You may\nrest now.')).toEqual([
    'EPOCH-1-BATCH-3-PROBE-1  train:sft · step 3 · validation loss 1.5',
    '  prompt  Why?',
    '  before  You [-must-] rest now.',
    '  now     You {+may+} rest now.',
  ])
})

test('each text of a probe is one line that holds the difference, and never control', () => {
  const start = 'The same beginning of both answers goes on and on, '.repeat(3)
  for (const width of [40, 70, 110]) {
    const lines = probe(
      `${start}then ends badly.`,
      `${start}then\u001b[2J ends well.\r\n${'more '.repeat(99)}`,
      width,
    )
    expect(lines.slice(-3).every((line) => visibleWidth(line) <= width)).toBe(true)
    expect(lines.join('\n')).toMatch(/before {2}… .*badly[\s\S]*now {5}… .*well/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f]/)
  }
})
