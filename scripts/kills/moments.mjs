/**
 * Where the kills of a round fall. Stages are drawn before steps, so that each stage gets about as many, however short
 * it is; within a step the moment is an operation on files or ledger, or some ms after one, so that it falls into the
 * work of the model; and some moments are drawn by the clock alone.
 */
const targets = { orchestrator: 4, worker: 2, both: 2, all: 2 }
const kinds = { operation: 5, later: 3, time: 2 }
/** As a worker writes them; the manifest comes last, from the orchestrator. */
const checkpointFiles = [
  'README.md',
  'adapter_model.safetensors',
  'adapter_config.json',
  'optimizer.pt',
  'scheduler.pt',
  'rng_state.pth',
  'trainer_state.json',
]

/** For a training that resumes behind its last checkpoint. */
const atTheEnd = { operation: 1e9, when: 'before' }

/**
 * @param counts operations of each step in an undisturbed run, in the order of the steps
 * @param seconds how long that run took
 * @param stage kills are drawn for this one alone; null for all
 * @returns as many moments, in the order of their steps
 */
export function drawMoments({ random, kills, counts, seconds, stage }) {
  const steps = Object.keys(counts)
  const stageOf = (step) => step.split('-')[0]
  const stages = stage === null ? [...new Set(steps.map(stageOf))] : [stage]
  return Array.from({ length: kills }, () => {
    const drawn = random.pick(stages)
    const step = random.pick(steps.filter((name) => stageOf(name) === drawn))
    return drawMoment({ random, step, operations: counts[step], seconds })
  }).sort((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step))
}

function drawMoment({ random, step, operations, seconds }) {
  const target = random.weighted(targets)
  const kind = random.weighted(step.startsWith('train-') ? { ...kinds, checkpoint: 4 } : kinds)
  const moment = { step, target, kind }
  if (kind === 'time') return { ...moment, delay: random.below(seconds * 600) }
  if (kind === 'checkpoint') {
    const [file, whole] = [random.pick(checkpointFiles), random.below(2)]
    return { ...moment, file, whole, delay: random.below(20), ...atTheEnd }
  }
  const operation = 1 + random.below(operations)
  if (kind === 'later') return { ...moment, operation, when: 'after', delay: random.below(300) }
  // Half an operation is only left by a process that is killed in the middle of it.
  const whens = target === 'worker' ? ['before', 'after'] : ['before', 'after', 'torn']
  return { ...moment, operation, when: random.pick(whens) }
}
