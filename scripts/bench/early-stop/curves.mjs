/**
 * Curves of a training, drawn from the descriptions of the known answers of policy ES-1: 600 steps, an evaluation
 * every 10, 1,000 tokens a step. The generator behind those answers was not at hand, so the shapes here are a
 * reconstruction: their parameters were chosen so that Hugging Face's callback comes out near its published figures.
 * Used by the test of the policy and by the benchmark beside this file.
 */

export const steps = 600
export const evaluationSteps = 10
export const tokensPerStep = 1000

const fall = (height, time) => (step) => 1 + height * Math.exp(-step / time)
const slowly = (step) => 1 + 1 / (1 + step / 150)
const after = (start) => (step) => Math.max(0, step - start)
const trainNoise = 0.02

/** Share of the peak learning rate, and the loss that goes away as it falls. */
const rates = {
  linear: (step) => 1 - step / steps,
  cosine: (step) => (1 + Math.cos((Math.PI * step) / steps)) / 2,
}
const annealed = (rate) => (step) => fall(0.75, 40)(step) + 0.25 * rate(step)

/** Loss without noise at a step, of validation and, where it differs, of training; margin where there is one. */
export const shapes = {
  healthy: { loss: slowly },
  plateau: { loss: fall(1, 40) },
  spike: { loss: (step) => slowly(step) + (step >= 200 && step <= 210 ? 0.5 : 0) },
  divergence: { loss: (step) => slowly(Math.min(step, 200)) + 0.05 * after(200)(step) },
  overfit: {
    loss: (step) => fall(1, 30)(step) + 0.0016 * after(100)(step),
    train: fall(1, 60),
  },
  'late drop': { loss: (step) => fall(0.15, 30)(step) - 0.45 * (1 - Math.exp(-after(350)(step) / 20)) },
  'single NaN': { loss: slowly, broken: (step) => step === 123 },
  'NaN for good': { loss: slowly, broken: (step) => step >= 123 },
  'DPO to zero loss': { loss: (step) => Math.log1p(Math.exp(-0.021 * step)), margin: (step) => 0.021 * step },
  flat: { loss: () => 2 },
  rising: { loss: (step) => 1 + 0.01 * step },
  'linear decay': { loss: annealed(rates.linear), settled: steps / 2 },
  'cosine decay': { loss: annealed(rates.cosine), settled: steps / 2 },
  'plateau under cosine': { loss: fall(1, 40), settled: steps / 2 },
}

/** The rows that a policy hears: one a step, every tenth with an evaluation. */
export function rowsOf(shape, { sigma = 0.004, seed = 1 } = {}) {
  const normal = normals(seed)
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1
    const evaluated = step % evaluationSteps === 0
    const broken = shape.broken?.(step) ?? false
    const train = (shape.train ?? shape.loss)(step) + trainNoise * normal()
    const evaluation = shape.loss(step) + sigma * normal()
    return {
      step,
      tokensSeen: step * tokensPerStep,
      trainLoss: broken ? Number.NaN : train,
      evalLoss: evaluated ? evaluation : null,
      rewardMargin: evaluated && shape.margin ? shape.margin(step) : null,
    }
  })
}

/** Standard normal numbers: mulberry32 through Box–Muller. */
function normals(seed) {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
