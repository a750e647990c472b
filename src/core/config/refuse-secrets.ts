import { ConfigError } from '../errors.js'
import { type Draft, isSection, type Key } from './draft.js'
import { type Problem, problemLines } from './problem.js'

/** A config is kept with every run and shared with it. @throws ConfigError that names the places, not the secrets */
export function refuseSecrets(
  draft: Draft,
  secretIn: (text: string) => string | null,
  locate: (key: Key) => string,
): void {
  const problems = problemsIn(draft.value, [], secretIn)
  if (problems.length === 0) return
  throw new ConfigError(`The config holds a secret:\n${problemLines(problems, locate).join('\n')}`, {
    hint: 'A config is kept with every run, and other users see the arguments of a command. Set HF_TOKEN (or run `hf auth login`) for the Hub, and name models as owner/name.',
  })
}

function problemsIn(value: unknown, key: Key, secretIn: (text: string) => string | null): Problem[] {
  const found = typeof value === 'string' ? secretIn(value) : null
  if (found) return [{ key, message: `is ${found}` }]
  const members = Array.isArray(value) ? [...value.entries()] : isSection(value) ? Object.entries(value) : []
  return members.flatMap(([name, member]) => {
    const inName = typeof name === 'string' ? secretIn(name) : null
    if (inName) return [{ key, message: `has a key that is ${inName}` }]
    return problemsIn(member, [...key, name], secretIn)
  })
}
