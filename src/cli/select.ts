import { type Command, Option } from 'commander'
import { policies } from '../core/config/sections.js'
import { minScoreMeaning } from '../core/critique.js'
import { type Policy, policyOverlays, selectionsFor } from './critique.js'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import type { RunFlags } from './request.js'
import { addStageOptions, runStage } from './stage-command.js'

type Flags = RunFlags & ShowFlags & { policy?: Policy }

/** Flags that mean the same for both selections. */
const shared = {
  topK: 'top_k',
  bottomK: 'bottom_k',
  maxPairsPerPrompt: 'max_pairs_per_prompt',
  dropContradictions: 'drop_contradictions',
}

export function configure(command: Command): void {
  addStageOptions(command)
    .addOption(
      new Option(
        '--policy <policy>',
        'best for examples, margin for pairs, diverse for both; default: those of the run',
      ).choices(policies),
    )
    .option('--margin <m>', 'smallest difference in score of a pair')
    .option('--min-score <s>', minScoreMeaning)
    .option('--max-pairs-per-prompt <n>', 'pairs from one prompt')
    .option('--top-k <n>', 'diverse: good answers kept per prompt')
    .option('--bottom-k <n>', 'diverse: bad answers kept per prompt')
    .option('--drop-contradictions', 'drop answers whose score and written reason do not agree')
    .action(select)
}

/** Judges nothing again: verdicts are folded anew and another choice is made among the same candidates. */
async function select(flags: Flags, command: Command): Promise<void> {
  const keysOf = (name: string) =>
    Object.fromEntries(Object.entries(shared).map(([flag, key]) => [flag, `select.${name}.${key}`]))
  await runStage(flags, {
    steps: flags.policy === undefined ? ['select'] : selectionsFor(flags.policy),
    overlays: [
      ...overlaysOf(command, { minScore: 'dataset.min_score', margin: 'select.dpo.margin' }),
      ...overlaysOf(command, keysOf('sft')),
      ...overlaysOf(command, keysOf('dpo')),
      ...policyOverlays(flags.policy),
    ],
  })
}
