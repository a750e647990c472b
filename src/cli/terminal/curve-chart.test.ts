import { expect, test } from 'vitest'
import { type ChartPoint, type CurveChart, curveChart } from './curve-chart.js'

const plain = (text: string) => text
const paint = { line: plain, training: plain, mark: plain, axis: plain }
const draw = (chart: Partial<CurveChart>) =>
  curveChart({ evaluations: [], training: [], marks: [], width: 40, height: 6, paint, ...chart })
const falling = (count: number): ChartPoint[] =>
  Array.from({ length: count }, (_, index) => ({ step: index + 1, loss: 1 + 1 / (index + 1) }))

test('a picture of two curves and two decisions', () => {
  const chart = draw({
    evaluations: [10, 20, 30, 40].map((step) => ({ step, loss: 3 - step / 20 })),
    training: [10, 20, 30, 40].map((step) => ({ step, loss: 3.5 - step / 20 })),
    marks: [
      { step: 20, letter: 'A' },
      { step: 20, letter: 'B' },
      { step: 40, letter: 'C' },
    ],
  })
  expect(`\n${chart}`).toMatchInlineSnapshot(`
    "
    3.00 ┤          ·         ┊                  ┊
    2.60 ┤          ⠤⣀⡀       ·                  ┊
         │            ⠈⠉⠑⠒⠤⢄⣀⡀┊                  ┊
    1.80 ┤                   ⠈⠉⠒⠒⠤⠤⣀⣀  ·         ┊
    1.40 ┤                    ┊      ⠉⠉⠒⠢⠤⣀⣀     ·
    1.00 ┤                    ┊             ⠉⠑⠒⠤⠤⣀
         └┬─────────┬─────────┬────────┬─────────┬
          0        10        20       30        40  steps
                              A                  C
                              B
    "
  `)
})

test.each([0, 1, 2, 3, 5000])('%i points fit into the field', (count) => {
  const rows = draw({ evaluations: falling(count), training: falling(count) }).split('\n')
  expect(rows.length).toBeGreaterThanOrEqual(8)
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(40 + 10 + '  steps'.length)
})

test('what is no number is a cross at the top, and what explodes does not flatten the rest', () => {
  const quiet = Array.from({ length: 50 }, (_, index) => ({ step: index + 1, loss: 1 + (index % 2) }))
  const [top, ...rest] = draw({
    evaluations: quiet,
    training: [
      { step: 51, loss: Number.NaN },
      { step: 52, loss: 1e9 },
    ],
  }).split('\n')
  expect(top).toMatch(/×/)
  expect(top).toMatch(/^ *3/)
  expect(rest.join('')).not.toMatch(/×/)
})
