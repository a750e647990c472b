import type { Command } from 'commander'
import { overlaysOf } from './overlays.js'
import type { ShowFlags } from './perform.js'
import { loadForNewRun, type RunFlags } from './request.js'
import { addStageOptions, runStage } from './stage-command.js'

const keys = {
  prompts: 'data.prompts',
  model: 'models.generator',
  n: 'generate.n',
  limit: 'generate.limit',
  temperature: 'generate.temperature',
  topP: 'generate.top_p',
  maxNewTokens: 'generate.max_new_tokens',
}

export function configure(command: Command): void {
  addStageOptions(command)
    .option('--prompts <file>', 'prompt file (.jsonl, .json or .txt) in place of data.prompts')
    .option('--model <name>', 'generator: tiny, a name on the Hub, or a folder')
    .option('--n <n>', 'candidates per prompt')
    .option('--temperature <t>', '0 is greedy')
    .option('--top-p <p>', 'sample from the likeliest tokens that hold this probability')
    .option('--max-new-tokens <n>', 'tokens of one answer')
    .option('--limit <n>', 'use only n prompts, always the same')
    .option('--force', 'ask again although the answers are there')
    .action(async (flags: RunFlags & ShowFlags & { force?: boolean }, command: Command) => {
      await runStage(flags, {
        steps: ['generate'],
        also: ['prompts'],
        overlays: overlaysOf(command, keys),
        load: loadForNewRun,
        force: flags.force ?? false,
      })
    })
}
