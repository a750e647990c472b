/** The resolve phase: collects the facts that a plan needs and the config doesn't hold. It looks at no clock. */
import { existsSync, statSync } from 'node:fs'
import type { Config } from '../core/config/schema.js'
import { DataError } from '../core/errors.js'
import { readConstitution } from '../io/constitution-file.js'
import { hashFile } from '../io/files/hash.js'
import type { PythonEnvironment } from '../io/python-env/environment.js'
import { resolveAnswers } from './answers.js'
import type { Facts } from './graph/build.js'
import { type ResolvedModel, requireFourBits, resolveModel } from './models.js'
import { redactionIdentity } from './redaction.js'
import type { InputSource } from './step.js'
import { workerVersions } from './worker-versions.js'

export async function resolveFacts({
  config,
  environment,
  offline,
  given,
}: {
  config: Config
  environment: PythonEnvironment
  offline: boolean
  given: Record<string, InputSource>
}): Promise<Facts> {
  const resolveAs = async (role: 'generator' | 'critic', settings: Config['models']['generator']) =>
    resolveModel({ settings, role, environment, offline })
  const judgeOf = async (settings: Config['models']['critic']): Promise<ResolvedModel | 'rules'> =>
    settings === 'rules' ? 'rules' : resolveAs('critic', settings)
  if (Object.values(config.train).some(({ load_in_4bit }) => load_in_4bit))
    requireFourBits(environment, 'train.*')
  return {
    constitution: readConstitution(config.constitution),
    generator: await resolveAs('generator', config.models.generator),
    critic: await judgeOf(config.models.critic),
    judge: await judgeOf(config.models.judge),
    promptFiles: [
      ...config.data.prompts.map((path) => ({ ...promptFile(path), evaluation: false })),
      ...(config.data.evaluation ?? []).map((path) => ({ ...promptFile(path), evaluation: true })),
    ],
    answers: await resolveAnswers(config),
    given,
    redaction: redactionIdentity(config),
    versionsFor: (kind) => workerVersions(kind, environment),
  }
}

function promptFile(path: string): { path: string; sha256: string } {
  requirePromptFile(path)
  return { path, sha256: hashFile(path).sha256 }
}

/** @throws DataError when there is no such file. */
export function requirePromptFile(path: string): void {
  if (!existsSync(path)) {
    throw new DataError(`There is no prompt file ${path}.`, {
      hint: 'data.prompts and data.evaluation name the files; paths count from the file that names them.',
    })
  }
  if (!statSync(path).isFile()) throw new DataError(`The prompt file ${path} is not a file.`)
}
