import type { Command } from 'commander'
import type { Answer } from '../core/asks.js'
import { baseName } from '../core/config/training.js'
import { ConfigError, PrerequisiteError } from '../core/errors.js'
import { noAnswers } from '../core/no-answer.js'
import type { Message } from '../core/records.js'
import { adapterOfRun } from '../engine/run-adapter.js'
import { viewRun } from '../engine/run-view.js'
import { sampleAnswers } from '../engine/sample.js'
import { readRows } from '../io/files/rows.js'
import { packageFile } from '../io/package-file.js'
import { addConfigOptions, addOutputOptions, addRunOption } from './options.js'
import { overlaysOf } from './overlays.js'
import { observerOn, type ShowFlags } from './perform.js'
import { type Loaded, loadForNewRun, loadForRun, type RunFlags } from './request.js'
import { cleanText } from './terminal/clean-text.js'
import { coloursFor } from './terminal/colours.js'
import { createProgress } from './terminal/progress.js'
import { printResult } from './terminal/result.js'
import { untilInterrupted } from './until-interrupted.js'

interface Flags extends RunFlags, ShowFlags {
  sanity?: boolean
  adapter?: string
  base?: boolean
  n?: string
  temperature?: string
}

const keys = {
  model: 'models.generator',
  temperature: 'generate.temperature',
  topP: 'generate.top_p',
  maxNewTokens: 'generate.max_new_tokens',
}

export function configure(command: Command): void {
  addOutputOptions(addRunOption(addConfigOptions(command)))
    .argument('[prompt...]', 'what to answer; several words are one prompt')
    .option('--sanity', 'the three prompts that ship with lattice')
    .option('--adapter <folder>', 'adapter to use; default: the last one that the run has trained')
    .option('--base', 'the base model, without an adapter')
    .option('--model <name>', 'generator: tiny, a name on the Hub, or a folder')
    .option('-n, --n <n>', 'answers per prompt', '1')
    .option('--temperature <t>', '0 is greedy; default: 0, and with -n that of the config')
    .option('--top-p <p>', 'sample from the likeliest tokens that hold this probability')
    .option('--max-new-tokens <n>', 'tokens of one answer')
    .action(sample)
}

async function sample(words: string[], flags: Flags, command: Command): Promise<void> {
  const prompts = await promptsOf(words, flags)
  const loaded = loadIfAny(flags, command)
  const n = countOf(flags)
  const { adapter, note } = flags.base ? { adapter: null } : adapterOf(loaded, flags)
  const { temperature: configured, top_p, max_new_tokens } = loaded.config.generate
  const temperature = n > 1 || flags.temperature !== undefined ? configured : 0
  const progress = createProgress({ mode: flags.quiet ? 'none' : (flags.progress ?? 'auto') })
  for (const text of [note, n > 1 && temperature === 0 && allTheSame]) if (text) progress.say(text)
  const asked = prompts.map((content): Message[] => [{ role: 'user', content }])
  const answers = await untilInterrupted((signal) =>
    sampleAnswers({
      config: loaded.config,
      prompts: asked,
      adapter,
      draw: { temperature, top_p, max_new_tokens },
      n,
      offline: flags.offline ?? false,
      observer: observerOn(progress),
      signal,
    }).then((given) => {
      progress.stop()
      return given
    }),
  ).finally(() => progress.abandon())
  const reasons = answers.flat().flatMap((answer) => ('failed' in answer ? [answer.failed] : []))
  const asking = { model: loaded.config.models.generator.id, asked: answers.flat().length }
  if (reasons[0] !== undefined && reasons.length === asking.asked)
    throw noAnswers({ ...asking, reason: reasons[0] })
  if (reasons.length > 0) process.exitCode = 1
  const value = prompts.map((prompt, index) => ({ prompt, answers: answers[index] }))
  printResult({ adapter, answers: value }, () => answersText(prompts, answers, adapter ?? baseName), flags)
}

async function promptsOf(words: readonly string[], { sanity }: Flags): Promise<string[]> {
  const own = words.length > 0 ? [words.join(' ')] : []
  if (!sanity && own.length > 0) return own
  if (!sanity)
    throw new ConfigError('There is no prompt.', { hint: 'lattice sample "How do I …?", or --sanity.' })
  for await (const { value } of readRows(packageFile('prompts/sanity.txt'))) own.push(String(value))
  return own
}

/** The latest run, or a config without one: a base model can be tried before anything has run. */
function loadIfAny(flags: Flags, command: Command): Loaded {
  const overlays = overlaysOf(command, keys)
  try {
    return loadForRun(flags, overlays)
  } catch (error) {
    if (flags.run !== undefined || !(error instanceof PrerequisiteError)) throw error
    return loadForNewRun(flags, overlays)
  }
}

const allTheSame = 'At temperature 0 the answers to a prompt are all the same.'

/** The adapter, and what to say when it is not what a run ends with: a base model's answer looks like any other. */
function adapterOf({ config, run }: Loaded, flags: Flags): { adapter: string | null; note?: string } {
  if (flags.adapter !== undefined) return { adapter: flags.adapter }
  if (run === null) return { adapter: null, note: 'There is no run yet: this is the base model.' }
  const found = adapterOfRun(viewRun(config.outputs, run))
  if (found === null)
    return { adapter: null, note: `No trained adapter in run ${run.id} yet: this is the base model.` }
  const last = Object.keys(config.train).at(-1)
  if (found.training === last) return { adapter: found.folder }
  const note = `Run ${run.id} has not trained ${last} yet: this is ${found.training}.`
  return { adapter: found.folder, note }
}

function countOf({ n }: Flags): number {
  const count = Number(n)
  if (Number.isInteger(count) && count > 0) return count
  throw new ConfigError(`--n ${n}: it is the number of answers, 1 or more.`)
}

function answersText(prompts: readonly string[], answers: readonly Answer[][], model: string): string {
  const colours = coloursFor('stdout')
  const one = (answer: Answer) =>
    'text' in answer ? cleanText(answer.text) : colours.red('failed' in answer ? answer.failed : 'no text')
  const blocks = prompts.map(
    (prompt, index) =>
      `${colours.bold(cleanText(prompt))}\n${(answers[index] ?? []).map(one).join('\n\n')}\n`,
  )
  return `${blocks.join('\n')}${colours.dim(`(${model})`)}\n`
}
