import { expect, test } from 'vitest'
import { durationText } from './duration.js'
import { endOpenLines } from './open-line.js'
import { createProgress, type ProgressMode } from './progress.js'

function record(
  mode: ProgressMode,
  terminal = false,
  environment: Record<string, string> = {},
  columns = 100,
) {
  let text = ''
  let time = 0
  const stream = {
    isTTY: terminal,
    columns,
    write: (chunk: string | Uint8Array) => {
      text += chunk
      return true
    },
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  }
  const progress = createProgress({ mode, stream: stream as never, environment, now: () => time * 1000 })
  return { progress, at: (seconds: number) => (time = seconds), text: () => text }
}

test('plain lines come at the start, at each tenth and at the end', () => {
  const { progress, at, text } = record('plain')
  progress.start('generate', 200, 'prompts')
  for (let done = 1; done <= 200; done++) {
    at(done / 2)
    progress.update(done)
  }
  progress.stop()
  const lines = text().trimEnd().split('\n')
  expect(lines[0]).toBe('  generate  200 prompts')
  expect(lines[1]).toBe('  generate  20/200 prompts · 2.0/s · 1 min 30 s left')
  expect(lines.at(-1)).toBe('  ✓ generate  200 prompts in 1 min 40 s')
  expect(lines).toHaveLength(11)
})

test('slow work says every half minute that it lives', () => {
  const { progress, at, text } = record('plain')
  progress.start('train', 1000, 'steps')
  for (let second = 1; second <= 90; second++) {
    at(second)
    progress.update(second)
  }
  expect(
    text()
      .split('\n')
      .filter((line) => line.includes('left')),
  ).toHaveLength(3)
})

test('the time left follows the present speed, not what was done before a restart', () => {
  const { progress, at, text } = record('plain')
  progress.start('generate', 100, 'prompts')
  progress.update(80)
  at(10)
  progress.update(90)
  expect(text()).toContain('90/100 prompts · 1.0/s · 10 s left')
})

test('work that ends early says how far it came', () => {
  const { progress, at, text } = record('plain')
  progress.start('train', 50, 'steps')
  at(3)
  progress.update(20)
  progress.stop()
  expect(text()).toContain('… train  20/50 steps in 3.0 s')
})

test.each(['plain', 'bar'] as const)(
  'notes on %s keep their colours and nothing else that drives a terminal',
  (mode) => {
    const { progress, text } = record(mode, true)
    progress.note('\u001b[1mdropped\u001b[0m 3\u001b[2J rows')
    expect(text()).toBe('  \u001b[1mdropped\u001b[0m 3 rows\n')
  },
)

test.each([
  ['none', true, {}, 'nothing'],
  ['auto', true, {}, 'bar'],
  ['auto', false, {}, 'plain'],
  ['auto', true, { CI: 'true' }, 'plain'],
  ['auto', true, { TERM: 'dumb' }, 'plain'],
  ['plain', true, {}, 'plain'],
] as const)('mode %s with terminal %s and %j shows %s', (mode, terminal, environment, shown) => {
  const { progress, text } = record(mode, terminal, environment)
  progress.start('generate', 4, 'prompts')
  progress.update(2)
  const drawn = text()
  progress.stop()
  expect(drawn.includes('░')).toBe(shown === 'bar')
  expect(drawn === '').toBe(shown === 'nothing')
})

test('a bar leaves the cursor visible and the lines wrapping, and ends in a line', () => {
  const { progress, text } = record('bar', true)
  progress.start('generate', 4, 'prompts')
  progress.note('a note')
  progress.update(4)
  progress.stop()
  expect(text()).not.toContain('\u001b[?25l')
  expect(text()).not.toContain('\u001b[?7l')
  expect(text()).toContain('  a note\n')
  expect(text().endsWith('✓ generate  4 prompts in 0.0 s\n')).toBe(true)
})

test.each(['none', 'plain', 'bar'] as const)(
  'what is asked for beside the progress is said in mode %s',
  (mode) => {
    const { progress, text } = record(mode, true)
    progress.start('generate', 4, 'prompts')
    progress.say('an answer\n  of two lines')
    expect(text()).toContain('  an answer\n  of two lines\n')
    progress.update(2)
    progress.stop()
    expect(text().endsWith('prompts in 0.0 s\n')).toBe(mode !== 'none')
  },
)

test.each([100, 60, 34])('a bar fits %d columns and keeps the time left', (columns) => {
  const { progress, at, text } = record('bar', true, {}, columns)
  progress.start('train', 100, 'steps')
  progress.update(0)
  at(10)
  progress.update(10)
  progress.note('draws again')
  const drawn = text().split('\u001b[1G').at(-1)!.replace('\u001b[0K', '')
  expect(drawn).toContain('10/100 steps')
  expect(drawn.length).toBeLessThan(columns)
  if (columns >= 60) expect(drawn).toContain('1 min 30 s left')
})

test('what failed after its last count has no tick', () => {
  const { progress, at, text } = record('plain')
  progress.start('critique', 42, 'questions')
  at(3)
  progress.update(42)
  progress.abandon()
  expect(text()).toContain('… critique  42 questions in 3.0 s')
})

test('an error ends a bar that nobody stopped', () => {
  const { progress, text } = record('bar', true)
  progress.start('generate', 4, 'prompts')
  endOpenLines()
  const before = text()
  progress.update(3)
  expect(text()).toBe(before)
})

test.each([
  [0.04, '0.0 s'],
  [9.96, '10 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.7, '1 h 0 min'],
  [7800, '2 h 10 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test('work counts from when it began to wait, and not from its first result', () => {
  const { progress, at, text } = record('plain')
  progress.wait()
  at(10)
  progress.start('generate', 236, 'answers')
  at(10.1)
  progress.update(236)
  progress.stop()
  expect(text()).toContain('✓ generate  236 answers in 10 s')
})

test('answers wait from when the model that gives them is made', () => {
  const { progress, at, text } = record('plain')
  progress.wait()
  at(20)
  progress.start('tiny generator', 2, 'steps')
  progress.update(2)
  at(23)
  progress.start('generate', 4, 'answers')
  progress.update(4)
  progress.stop()
  expect(text()).toContain('✓ generate  4 answers in 3.0 s')
})

test('long work between two steps is told, and the time left is that of both once it is known', () => {
  const { progress, at, text } = record('plain')
  progress.start('train:dpo', 3, 'steps')
  progress.update(0, { besides: 'validation' })
  at(34)
  progress.update(1, { besides: 'validation' })
  at(70)
  progress.update(1, { meanwhile: 'validates 40/239 pairs', besides: 'validation' })
  at(200)
  progress.update(1)
  at(234)
  progress.update(2)
  progress.stop()
  expect(text().trimEnd().split('\n')).toEqual([
    '  train:dpo  3 steps',
    '  train:dpo  1/3 steps · 1.8/min · 1 min 8 s and validation left',
    '  train:dpo  1/3 steps · validates 40/239 pairs',
    '  train:dpo  2/3 steps · 0.5/min · 1 min 57 s left',
    '  … train:dpo  2/3 steps in 3 min 54 s',
  ])
})
