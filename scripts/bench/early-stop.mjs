/**
 * Monte Carlo of early stopping: policy ES-1 (default and economy) beside the counter of Hugging Face's
 * EarlyStoppingCallback at patience 1, 3 and 10 (threshold 0; src/core/early-stop/callback.ts), each on the same
 * curves: 600 steps, an evaluation every 10, as many seeds of noise as asked for.
 *
 * A cell is mean steps trained / regret. Regret is the loss without noise of the checkpoint that is kept, less the
 * lowest of the whole curve; a checkpoint is chosen by its noisy evaluation. Floor: 6 evaluations and no tokens.
 * The curves are drawn from descriptions (early-stop/curves.mjs), so what was published for ES-1 stands below each.
 * "rate unknown" is ES-1 on the same curve without being told that the learning rate falls.
 *
 * Needs dist/ (npm run build). Usage: node scripts/bench/early-stop.mjs [seeds]
 */
import { callbackDecision } from '../../dist/core/early-stop/callback.js'
import { observe } from '../../dist/core/early-stop/policy.js'
import { initialEarlyStop } from '../../dist/core/early-stop/state.js'
import { evaluationSteps, rowsOf, shapes, steps } from './early-stop/curves.mjs'

const seeds = Number(process.argv[2] ?? 300)

/** Curve, noise, and what was published: economy, Hugging Face 1, 3 and 10, and the default where it was measured. */
const families = [
  [
    'healthy',
    0.004,
    { default: '600/.0016', economy: '600/.0016', 1: '323/.129', 3: '588/.0067', 10: '600/.0016' },
  ],
  ['healthy', 0.02, { default: '–/.0127', economy: '571/.019', 3: '295/.169', 10: '593/.013' }],
  ['healthy', 0.05, { default: '–/.0664', economy: '423/.094', 3: '173/.336', 10: '516/.066' }],
  ['plateau', 0.004, { default: '422/.0009', economy: '276/.0023', 3: '255/.0048', 10: '422/.0009' }],
  ['plateau', 0.06, { economy: '260/.014', 3: '145/.074', 10: '315/.0145' }],
  ['spike', 0.004, { economy: '600/.0016', 3: '583/.010', 10: '600/.0016' }],
  ['overfit', 0.004, { default: '202/.0011', economy: '184/.0011', 3: '135/.0011', 10: '205/.0011' }],
  ['divergence', 0.01, { default: '240/.0035', economy: '240/.0035', 3: '225/.0035', 10: '295/.0035' }],
  ['late drop', 0.004, {}],
  ['linear decay', 0.004, {}],
  ['linear decay', 0.02, {}],
  ['cosine decay', 0.004, {}],
  ['cosine decay', 0.02, {}],
  ['plateau under cosine', 0.004, {}],
]

const columns = ['default', 'economy', '1', '3', '10']
const titles = ['default', 'economy', 'HF 1', 'HF 3', 'HF 10']
const print = (cells) =>
  process.stdout.write(
    `${cells.map((cell, index) => (index === 0 ? cell.padEnd(30) : cell.padStart(13))).join('')}\n`,
  )

process.stdout.write(`Mean steps / regret over ${seeds} seeds\n\n`)
print(['curve', ...titles])
for (const [name, sigma, published] of families) {
  const shape = shapes[name]
  const measured = measure(shape, sigma, shape.settled ?? 0)
  print([`${name}, noise ${sigma}`, ...columns.map((column) => cell(measured[column]))])
  if (Object.keys(published).length > 0) {
    print(['  published', ...columns.map((column) => published[column] ?? '–')])
  }
  if (shape.settled) {
    const blind = measure(shape, sigma, 0)
    print(['  rate unknown', ...['default', 'economy'].map((column) => cell(blind[column]))])
  }
  if (name === 'divergence') {
    print([
      '  named diverged',
      ...['default', 'economy'].map((column) => `${measured[column].diverged} of ${seeds}`),
    ])
  }
}

function measure(shape, sigma, settled) {
  const lowest = Math.min(
    ...Array.from({ length: steps / evaluationSteps }, (_, index) =>
      shape.loss((index + 1) * evaluationSteps),
    ),
  )
  const sums = Object.fromEntries(columns.map((column) => [column, { steps: 0, regret: 0, diverged: 0 }]))
  for (let seed = 1; seed <= seeds; seed += 1) {
    const rows = rowsOf(shape, { sigma, seed })
    for (const column of columns) {
      const { step, best, rule } =
        Number(column) > 0 ? callbackDecision(rows, Number(column)) : own(rows, column, settled)
      sums[column].steps += (step ?? steps) / seeds
      sums[column].regret += (shape.loss(best.step) - lowest) / seeds
      if (rule === 'diverged') sums[column].diverged += 1
    }
  }
  return sums
}

function own(rows, policy, settled) {
  const plan = {
    policy,
    patience: 10,
    min_delta: 0,
    min_evaluations: 6,
    minTokens: 0,
    rate: { warmedUp: 0, settled },
  }
  let state = initialEarlyStop
  for (const row of rows) state = observe(state, row, plan)
  return { step: state.stop?.step ?? null, best: state.evals.best, rule: state.stop?.rule }
}

function cell({ steps: mean, regret }) {
  return `${mean.toFixed(0)}/${regret.toFixed(4).replace(/^0/, '')}`
}
