import type { Report } from '../core/evaluation/report.js'
import { percent } from './figures.js'
import { kappaText } from './label-agreement.js'

/** How the judges agree where they saw the same answers; less on the trained model than on the base is a warning. */
export function judgeAgreementText({ judge_agreement, declared }: Report): string[] {
  const shown = judge_agreement.filter(
    ({ model, n }) => n > 0 && [declared.baseline, declared.finetuned].includes(model),
  )
  const pairs = [...new Set(shown.map(({ first, second }) => `${first} and ${second}`))]
  return pairs.map((pair) => {
    const models = shown
      .filter(({ first, second }) => `${first} and ${second}` === pair)
      .map(({ model, agreement, kappa, quadratic_kappa }) => {
        const kappas = [
          `kappa ${definedKappa(kappa)}`,
          ...(quadratic_kappa === null ? [] : [`of the scores ${kappaText(quadratic_kappa)}`]),
        ]
        return `${percent(agreement?.value ?? null, agreement?.interval ?? null)} of ${model}'s answers (${kappas.join(', ')})`
      })
    return `${pair} agree on ${models.join(' and on ')}.`
  })
}

const definedKappa = (kappa: Report['judge_agreement'][number]['kappa']) =>
  kappa === null ? 'not defined: one verdict alone' : kappaText(kappa)
