import type { Command } from 'commander'
import { PrerequisiteError } from '../core/errors.js'
import { promptStory } from '../engine/prompt-story.js'
import { type RunView, viewRun } from '../engine/run-view.js'
import { type Found, findRecord, lineageOf } from '../engine/trace.js'
import { addConfigOptions, addOutputOptions, addRunOption } from './options.js'
import { findRun, outputsOf, type RunFlags } from './request.js'
import { coloursFor } from './terminal/colours.js'
import { printResult } from './terminal/result.js'
import { readingWidth } from './terminal/wrap.js'
import { type Focus, storyText } from './trace/story.js'

export function configure(command: Command): void {
  addOutputOptions(addRunOption(addConfigOptions(command)))
    .description(
      'The story of a record: its prompt, the answers, what was said of them by which principle, what was chosen and why, which training read it, and how the models answered. Of a prompt, everything that became of it.',
    )
    .argument('<id>', 'id of a record, as it stands in any JSONL file of the run, or its first characters')
    .action(trace)
}

async function trace(id: string, flags: RunFlags & { json?: boolean }): Promise<void> {
  const outputs = outputsOf(flags)
  const run = findRun(outputs, flags.run ?? 'latest')
  const view = viewRun(outputs, run)
  const found = await findRecord(view, id)
  if (!found) throw notFound(view, id)
  if (flags.json) {
    const lineage = await lineageOf(view, found)
    return printResult(lineage, () => '', flags)
  }
  const story = await promptStory(view, promptOf(found))
  const page = { colours: coloursFor('stdout'), width: readingWidth(process.stdout) }
  printResult(story, () => storyText(story, focusOf(found), page), flags)
}

function notFound({ run, step }: RunView, id: string): PrerequisiteError {
  return new PrerequisiteError(`No record of ${run.id} has the id ${id}.`, {
    hint: step(id)
      ? `It is a step: lattice logs show --stage ${id} tells what was said in it.`
      : 'lattice logs show prints ids, and each row of the JSONL files below outputs/<run>/ begins with its own; --run names another run.',
  })
}

/** Every record but a prompt names its prompt. */
function promptOf({ record }: Found): string {
  return String(record.promptId ?? record.prompt ?? record.id)
}

/** The answers that a record is about. */
function focusOf({ record }: Found): Focus {
  const { id, subject, chosen, rejected, candidates, samples } = record
  const kind = String(id).split('-')[0]
  if (kind === 'candidate') return new Set([String(id)])
  if (kind === 'verdict') return new Set([String(subject)])
  const named = kind === 'selection' ? [chosen, rejected].flat() : Array.isArray(candidates) ? candidates : []
  if (named.length > 0) return new Set(named.map(String))
  return Array.isArray(samples) ? new Set(samples.map(({ candidate }) => String(candidate))) : null
}
