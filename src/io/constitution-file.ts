/** Reads a constitution and the file of patterns that it names, and says at once everything that is wrong. */
import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { z } from 'zod'
import type { Key } from '../core/config/draft.js'
import { type Problem, problemLines } from '../core/config/problem.js'
import type { Constitution } from '../core/constitution.js'
import { type PlacedRule, patternProblems, rulesIn, structureProblems } from '../core/constitution-draft.js'
import { constitutionFileSchema, joined, rulesFileSchema, standardRules } from '../core/constitution-file.js'
import { ConfigError } from '../core/errors.js'
import { packageFile } from './package-file.js'
import { readYaml } from './yaml.js'

/** A constitution with the places of its parts, for those that look closer. */
export interface ConstitutionSource {
  constitution: Constitution
  /** In order: those of the file of patterns, then those that stand with a principle. */
  rules: (PlacedRule & { where: (key: Key) => string; principle: string })[]
  /** `file:line:col` of each term. */
  terms: Map<string, string>
  principles: Map<string, string>
  /** Principles that only the file of patterns knows; those of `standard` are left out. */
  strangers: { principle: string; where: string }[]
  /** Patterns that are empty or can't be compiled. */
  problems: (Problem & { where: string })[]
}

/** @throws ConfigError that names every problem with its place */
export function readConstitution(path: string): Constitution {
  const { constitution, problems } = readConstitutionSource(path)
  if (problems.length > 0) throw refusal(problems)
  return constitution
}

/** @throws ConfigError that names every problem with its place, but for patterns that can't be compiled */
export function readConstitutionSource(path: string): ConstitutionSource {
  const main = readChecked(path, constitutionFileSchema)
  const rulesPath = rulesFileOf(main.data.rules, path, main)
  const shared = rulesPath === undefined ? undefined : readChecked(rulesPath, rulesFileSchema)
  const constitution = joined(main.data, shared?.data)
  const ids = constitution.principles.map(({ id }) => id)
  const rules = [
    ...Object.entries(shared?.data.principles ?? {}).flatMap(([principle]) =>
      placed(shared!, ['principles', principle], principle),
    ),
    ...ids.flatMap((principle, index) => placed(main, ['principles', index, 'rules'], principle)),
  ]
  return {
    constitution,
    problems: rules.flatMap(({ principle, list, where, ...rule }) =>
      patternProblems({ ...rule, list }, constitution.terms).map((problem) => ({
        ...problem,
        key: [principle, list],
        where: where(problem.key),
      })),
    ),
    rules,
    terms: new Map(
      [shared, main].flatMap((file) =>
        Object.keys(file?.data.terms ?? {}).map((name) => [name, file!.locate(['terms', name])] as const),
      ),
    ),
    principles: new Map(ids.map((id, index) => [id, main.locate(['principles', index])])),
    strangers:
      main.data.rules === standardRules
        ? []
        : Object.keys(shared?.data.principles ?? {})
            .filter((id) => !ids.includes(id))
            .map((principle) => ({ principle, where: shared!.locate(['principles', principle]) })),
  }
}

interface Checked<T> {
  value: unknown
  data: T
  locate(key: Key): string
}

function readChecked<T extends z.ZodType>(path: string, schema: T): Checked<z.output<T>> {
  const near = relative(process.cwd(), path)
  const { value, locate } = readYaml(path, near !== '' && near.length < path.length ? near : path)
  const parsed = schema.safeParse(value)
  if (parsed.success) return { value, data: parsed.data, locate }
  throw refusal(located(structureProblems(parsed.error, value), value, locate))
}

function rulesFileOf(
  name: string | undefined,
  path: string,
  { locate }: { locate(key: Key): string },
): string | undefined {
  if (name === undefined) return undefined
  if (name === standardRules) return packageFile('prompts/rules/standard.yaml')
  const file = resolve(dirname(path), name)
  if (!existsSync(file)) {
    throw refusal([
      {
        key: ['rules'],
        message: `there is no file ${name}; standard names the one that ships`,
        where: locate(['rules']),
      },
    ])
  }
  return file
}

function placed(file: Checked<unknown>, key: Key, principle: string): ConstitutionSource['rules'] {
  const under = key.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | undefined)?.[name],
    file.value,
  )
  return rulesIn(under, key).map((rule) => ({ ...rule, where: file.locate, principle }))
}

/** A principle goes by its id, not by its number in the file. */
function located(problems: readonly Problem[], value: unknown, locate: (key: Key) => string): Problem[] {
  return problems.map((problem) => {
    const [section, index, ...rest] = problem.key
    const list = (value as { principles?: { id?: unknown }[] } | null)?.principles
    const isPrinciple = section === 'principles' && typeof index === 'number' && Array.isArray(list)
    const id = isPrinciple ? (list[index]?.id ?? `principle ${index + 1}`) : undefined
    return {
      ...problem,
      where: locate(problem.key),
      key: id === undefined ? problem.key : [String(id), ...rest.filter((name) => name !== 'rules')],
    }
  })
}

function refusal(problems: readonly Problem[]): ConfigError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const lines = problemLines(problems, () => '')
  return new ConfigError(`${count} in the constitution:\n${lines.join('\n')}`, {
    hint: 'lattice constitution show prints one that is right; the README says what each key means.',
  })
}
