/** A replayed curve for people: the picture, a line for each policy, and the reasons. */
import type { RecordedCurve } from '../../core/early-stop/recorded.js'
import type { Replay, Replayed } from '../../core/early-stop/replay.js'
import { wrapped } from '../../report/table.js'
import { cleanText } from './clean-text.js'
import { coloursFor } from './colours.js'
import { curveChart } from './curve-chart.js'
import { table } from './table.js'

export function replayText(
  name: string,
  curve: RecordedCurve,
  { plan, plannedSteps, policies }: Replay,
): string {
  const width = Math.min(100, Math.max(50, process.stdout.columns ?? 80))
  const lettered = policies.map((policy, index) => ({ ...policy, letter: 'ABCDE'[index] ?? '–' }))
  const reasons = reasonsOf(lettered).flatMap(([letters, reason]) =>
    wrapped(reason, width - 7).map((line, index) => `${(index === 0 ? letters : '').padEnd(5)}  ${line}`),
  )
  return [
    `${heading(name, curve, plannedSteps)}\n\n`,
    picture(curve, lettered, width),
    `\n${policyTable(lettered)}`,
    reasons.length > 0 ? `\n${reasons.join('\n')}\n` : '',
    `\n${wrapped(floorText(plan, curve), width).join('\n')}\n`,
  ].join('')
}

/** Policies that stop for the same reason share a line. */
function reasonsOf(policies: readonly Lettered[]): [string, string][] {
  const letters = new Map<string, string>()
  for (const { letter, stop } of policies) {
    if (stop) letters.set(stop.reason, (letters.get(stop.reason) ?? '') + letter)
  }
  return [...letters].map(([reason, all]) => [all, reason])
}

function heading(name: string, { points, hasTokens }: RecordedCurve, planned: number): string {
  const evaluations = points.filter(({ evalLoss }) => evalLoss !== null).length
  const last = points.at(-1)
  const tokens = hasTokens ? `, ${last?.tokensSeen.toLocaleString('en')} tokens` : ''
  return `${cleanText(name)}: ${last?.step} of ${planned} steps, ${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'}${tokens}`
}

type Lettered = Replayed & { letter: string }

function picture({ points }: RecordedCurve, policies: readonly Lettered[], width: number): string {
  const colours = coloursFor('stdout')
  const losses = (key: 'evalLoss' | 'trainLoss') =>
    points.flatMap((point) => (point[key] === null ? [] : [{ step: point.step, loss: point[key] }]))
  const [evaluations, training] = [losses('evalLoss'), losses('trainLoss')]
  const legend = [
    ...(evaluations.length > 0 ? [`${colours.cyan('⠤⠤')} validation loss`] : []),
    ...(training.length > 0 ? [`${colours.dim('··')} training loss`] : []),
    'letters: where a policy stops',
  ]
  const chart = curveChart({
    evaluations,
    training,
    marks: policies.flatMap(({ letter, stop }) => (stop ? [{ step: stop.step, letter }] : [])),
    width: width - 18,
    height: 14,
    paint: { line: colours.cyan, training: colours.dim, mark: colours.bold, axis: colours.dim },
  })
  return `${legend.join('   ')}\n${chart}`
}

function policyTable(policies: readonly Lettered[]): string {
  const right = { align: 'right' as const }
  const rows = policies.map(({ letter, policy, stop, steps, best, saved }) => [
    stop ? letter : '',
    policy,
    stop ? String(steps) : 'the end',
    stop?.rule ?? '',
    best ? String(best.step) : '–',
    best ? best.loss.toPrecision(4) : '–',
    stop ? String(saved) : '',
  ])
  return table(
    [
      { title: '' },
      { title: 'policy' },
      { title: 'stops at', ...right },
      { title: 'rule' },
      { title: 'keeps', ...right },
      { title: 'its loss', ...right },
      { title: 'saves', ...right },
    ],
    rows,
  )
}

function floorText(
  { minTokens, min_evaluations, rate }: Replay['plan'],
  { hasTokens }: RecordedCurve,
): string {
  const unit = hasTokens ? 'tokens' : 'steps'
  const floor = `Floor of default and economy: ${Math.round(minTokens).toLocaleString('en')} ${unit} and ${min_evaluations} evaluations`
  const warm = rate.warmedUp > 0 ? `, and the warm-up to step ${rate.warmedUp}` : ''
  const settled = `. The learning rate falls: a lack of progress counts after step ${rate.settled}, where it is down to half`
  return `${floor}${warm}${rate.settled > rate.warmedUp ? settled : ''}.`
}
