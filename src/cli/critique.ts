import { type Command, Option } from 'commander'
import type { Overlay } from '../core/config/overlay.js'
import { critiqueStyles, policies } from '../core/config/sections.js'
import { agreementSchema } from '../core/import/agreement.js'
import { candidateSchema } from '../core/records.js'
import type { RunView } from '../engine/run-view.js'
import { answerSets } from '../engine/selection-report.js'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import { answerPictures } from './plots.js'
import { givenRecords, type RunFlags } from './request.js'
import { addStageOptions, isOneOf, runStage, type Told } from './stage-command.js'
import { labelAgreementText } from './terminal/agreement.js'

export type Policy = (typeof policies)[number]

interface Flags extends RunFlags, ShowFlags {
  policy?: Policy
  candidates?: string
  force?: boolean
  plot?: boolean
}

const keys = {
  critic: 'models.critic',
  criticStyle: 'critique.style',
  constitution: 'constitution',
  maxUnparsed: 'critique.max_unparsed',
  margin: 'select.dpo.margin',
}

export function configure(command: Command): void {
  addStageOptions(command)
    .addOption(
      new Option(
        '--policy <policy>',
        'select with it too: best for examples, margin for pairs, diverse for both',
      ).choices(policies),
    )
    .option('--margin <m>', 'smallest difference in score of a pair')
    .option('--critic <name>', 'tiny, rules, a name on the Hub, or a folder')
    .addOption(new Option('--critic-style <style>', 'how the critic is asked').choices(critiqueStyles))
    .option('--constitution <file>', 'principles in place of those of the config')
    .option('--max-unparsed <share>', 'fail when more than this share has no readable verdict')
    .option(
      '--candidates <file>',
      'candidates of another run, as lattice wrote them; `lattice import` takes other shapes',
    )
    .option('--force', 'ask again although the verdicts are there')
    .option('--plot', 'draw how scores and lengths are spread')
    .action(critique)
}

async function critique(flags: Flags, command: Command): Promise<void> {
  const selections = flags.policy === undefined ? [] : selectionsFor(flags.policy)
  const steps = ['critique', 'agreement', ...selections]
  await runStage(flags, {
    steps,
    overlays: [...overlaysOf(command, keys), ...policyOverlays(flags.policy)],
    given: flags.candidates
      ? { candidates: await givenRecords(flags.candidates, 'file of candidates', candidateSchema) }
      : {},
    force: flags.force ?? false,
    tells: agreementFound,
    plots: async (view, page) => answerPictures(await answerSets(view.steps.filter(isOneOf(steps))), page),
  })
}

/** How far the critic agrees with people, where imported answers bear labels. */
function agreementFound(view: RunView): Told {
  const agreement = view.step('agreement:critic')?.document('agreement.json', agreementSchema) ?? null
  return agreement === null ? {} : { json: { agreement }, text: labelAgreementText(agreement) }
}

/** Which selections a policy is for: examples want the best answer, pairs want a difference. */
export function selectionsFor(policy: Policy): string[] {
  if (policy === 'diverse') return ['select:sft', 'select:dpo']
  return [policy === 'best' ? 'select:sft' : 'select:dpo']
}

export function policyOverlays(policy: Policy | undefined): Overlay[] {
  if (policy === undefined) return []
  return selectionsFor(policy).map((id) => ({
    key: `${id.replace(':', '.')}.policy`,
    value: policy,
    source: '--policy',
  }))
}
